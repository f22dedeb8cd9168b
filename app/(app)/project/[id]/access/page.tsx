import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getAskable, type OwnRequest } from "@/db/queries/access-requests";
import { requireOrgOfProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { AccountPage } from "../../../account-page";
import { AskForm, WithdrawForm } from "./ask-forms";

export const metadata: Metadata = { title: "No access" };

/** A project of one's own org that is out of reach (P8). What it is called is not told. */
export default async function NoAccessPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await requireOrgOfProject(id);
  const projectId = Number(id);
  const [askable, timeZone] = await Promise.all([getAskable(actor, projectId), viewerTimezone(actor.user)]);
  if (!askable) notFound();
  if (askable.role) redirect(paths.project(projectId));
  const { request } = askable;
  const key = { orgId: actor.org.id, projectId };
  return (
    <AccountPage actor={actor} section={null}>
      <PageHeader
        title="You have no access"
        sentence={`This is a project of ${actor.org.name}, and nothing gives you a role on it.`}
      />
      <div className="max-w-[560px]">
        {request && !request.outcome ? (
          <Asked request={request} timeZone={timeZone} at={now()}>
            <WithdrawForm {...key} />
          </Asked>
        ) : (
          <Card>
            <CardHeader
              title="Ask for access"
              sentence="Its admins get a mail. They see your name, your e-mail and what you write."
            />
            <CardBody className="grid gap-4">
              {request?.outcome === "declined" && <Declined request={request} timeZone={timeZone} />}
              <AskForm {...key} />
            </CardBody>
          </Card>
        )}
        <div className="mt-4">
          <LinkButton href={paths.accountProjects} variant="ghost">
            See the projects you reach
          </LinkButton>
        </div>
      </div>
    </AccountPage>
  );
}

function Asked({
  request,
  timeZone,
  at,
  children,
}: {
  request: OwnRequest;
  timeZone: string;
  at: Date;
  children: ReactNode;
}) {
  return (
    <Card>
      <CardHeader
        title="You asked for access"
        sentence="Its admins have not answered yet. You get a mail when they do."
      />
      <CardBody className="grid gap-4">
        <p className="text-ink-2">
          Asked <Time at={request.askedAt} timeZone={timeZone} relative now={at} />.
        </p>
        {request.reason && (
          <blockquote className="border-l-2 border-line pl-3 whitespace-pre-line text-ink-2">
            {request.reason}
          </blockquote>
        )}
        {children}
      </CardBody>
    </Card>
  );
}

function Declined({ request, timeZone }: { request: OwnRequest; timeZone: string }) {
  return (
    <div className="grid gap-1.5 text-ink-2">
      <p>
        Your last request was declined on <Time at={request.answeredAt} timeZone={timeZone} />. You can ask again a day
        after that.
      </p>
      {request.answer && (
        <blockquote className="border-l-2 border-line pl-3 whitespace-pre-line">{request.answer}</blockquote>
      )}
    </div>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { LiveProgress } from "@/components/layout/live-progress";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getPrivacyRequest, type PrivacyRow } from "@/db/queries/privacy";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { disclosureNames, isOpen, kindNames } from "@/lib/privacy/kinds";
import { OrgPage } from "../../org-page";
import { StatusTag } from "../status-tag";
import { cancel } from "./actions";

export const metadata: Metadata = { title: "Privacy request" };

type Props = { params: Promise<{ id: string; requestId: string }> };

/** One request: how far it is, what came of it, and the proof. */
export default async function PrivacyRequestPage({ params }: Props) {
  const { id, requestId } = await params;
  const actor = await requireOrg(id, "org.privacy.manage");
  const { org } = actor;
  const [request, timeZone] = await Promise.all([getPrivacyRequest(actor, requestId), viewerTimezone(actor.user)]);
  if (!request) notFound();
  const at = now();
  return (
    <OrgPage actor={actor} section="privacy">
      <PageHeader
        title={`${kindNames[request.kind]} in ${request.projectName}`}
        sentence={<Link href={paths.privacy(org.id)}>Data & Privacy</Link>}
      />
      <div className="grid max-w-[760px] grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          <CardHeader title="Request" actions={<StatusTag status={request.status} />} />
          <Facts>
            <Fact label="Under">
              {request.regulation}
              {request.disclosure !== "Data" && `: ${disclosureNames[request.disclosure].toLowerCase()}`}
            </Fact>
            <Fact label="About">{countOf(request.idCount, "id")}</Fact>
            <Fact label="Made">
              <Time at={request.requestedAt} timeZone={timeZone} />
              {request.requestedBy && ` by ${request.requestedBy}`}
              {request.byApi && " by the API"}
            </Fact>
            <Fact label={request.finishedAt ? "Ended" : "Due"}>
              <Time at={request.finishedAt ?? request.dueAt} timeZone={timeZone} />
            </Fact>
          </Facts>
          <Now request={request} orgId={org.id} timeZone={timeZone} now={at} />
        </Card>
        {request.status === "SUCCESS" && <Outcome request={request} timeZone={timeZone} now={at} />}
      </div>
    </OrgPage>
  );
}

type Shown = { request: PrivacyRow; timeZone: string; now: Date };

/** What happens now, and what can be done about it. */
function Now({ request, orgId, timeZone, now: at }: Shown & { orgId: number }) {
  const { id, projectId, status, startsAt, idsDone, idCount } = request;
  if (status === "PENDING" && startsAt > at) {
    return (
      <CardSection className="flex flex-wrap items-center justify-between gap-3">
        <p>
          It begins <Time at={startsAt} timeZone={timeZone} relative now={at} />. Until then nothing is deleted.
        </p>
        <ActionButton
          action={cancel}
          fields={{ orgId, projectId, requestId: id }}
          variant="danger-quiet"
          pendingText="Cancelling…"
        >
          Cancel request
        </ActionButton>
      </CardSection>
    );
  }
  if (isOpen(status)) {
    const first = { done: idsDone, total: idCount, ended: false };
    return (
      <CardSection>
        <LiveProgress address={paths.privacyProgress(projectId, id)} first={first} label="Ids that are done" />
      </CardSection>
    );
  }
  if (status === "FAILURE") {
    return <CardSection>It did not come to an end in three days, and was given up. Make it again.</CardSection>;
  }
  return null;
}

function Outcome({ request, timeZone, now: at }: Shown) {
  const { id, projectId, kind, events, profiles, aliases, fileBytes, fileExpiresAt } = request;
  const number = (value: number) => value.toLocaleString("en-US");
  const counts = (
    <Facts>
      <Fact label="Events">{number(events)}</Fact>
      <Fact label="Profiles">{number(profiles)}</Fact>
      <Fact label="Aliases">{number(aliases)}</Fact>
    </Facts>
  );
  if (kind === "deletion") {
    return (
      <Card>
        <CardHeader
          title="Deleted"
          sentence="Looked for again afterwards in everything the project holds: nothing is left. Reports count from the events, so they no longer have it either; what was billed stays."
          actions={
            <LinkButton href={paths.privacyReceipt(projectId, id)} size="sm" plain download>
              Signed receipt
            </LinkButton>
          }
        />
        {counts}
      </Card>
    );
  }
  return (
    <Card>
      <CardHeader
        title="Found"
        actions={
          fileBytes !== null && (
            <LinkButton href={paths.privacyFile(projectId, id)} size="sm" variant="primary" plain download>
              Download archive
            </LinkButton>
          )
        }
      />
      {counts}
      <CardBody>
        {fileExpiresAt ? (
          <>
            {Math.max(1, Math.round((fileBytes ?? 0) / 1024)).toLocaleString("en-US")} kB, until{" "}
            <Time at={fileExpiresAt} timeZone={timeZone} relative now={at} />. Each download is written down.
          </>
        ) : (
          "The archive was kept for 30 days and is gone. Make another request if it is needed again."
        )}
      </CardBody>
    </Card>
  );
}

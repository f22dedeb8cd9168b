import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { PageHeader } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { getDirectoryRequest } from "@/db/queries/directory";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../../org-page";

export const metadata: Metadata = { title: "Call of the directory" };

export default async function DirectoryRequestPage({ params }: { params: Promise<{ id: string; requestId: string }> }) {
  const { id, requestId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const [row, timeZone] = await Promise.all([getDirectoryRequest(actor, requestId), viewerTimezone(actor.user)]);
  if (!row) notFound();
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title={`${row.method} ${row.path}`}
        sentence={row.id}
        actions={<LinkButton href={paths.directoryLog(actor.org.id)}>Back to the log</LinkButton>}
      />
      <div className="grid max-w-[760px] grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          <CardHeader title="Answer" />
          <Facts>
            <Fact label="Status">
              <Tag tone={row.status < 400 ? "good" : "bad"}>{row.status}</Tag>
            </Fact>
            {row.detail && <Fact label="Reason">{row.detail}</Fact>}
            <Fact label="Took">{row.milliseconds} ms</Fact>
            <Fact label="When">
              <Time at={row.at} timeZone={timeZone} relative now={now()} />
            </Fact>
            <Fact label="Token">{row.token ?? "–"}</Fact>
          </Facts>
        </Card>
        {row.body && (
          <Card>
            <CardHeader title="Body" sentence="What it said of people is left out." />
            <CardBody>
              <CodeBlock code={row.body} label="Body" />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}

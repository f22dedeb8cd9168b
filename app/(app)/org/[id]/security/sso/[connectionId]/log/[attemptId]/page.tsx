import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { Notice } from "@/components/ui/notice";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { getAttempt, getConnection } from "@/db/queries/connections";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../../../../org-page";
import { purposes } from "../outcome";
import { adviceOf } from "./advice";

export const metadata: Metadata = { title: "Sign-in through a connection" };

/** S3: one way to the provider and back: each check with what was expected and found, and what arrived, decoded. */
export default async function AttemptPage({
  params,
}: {
  params: Promise<{ id: string; connectionId: string; attemptId: string }>;
}) {
  const { id, connectionId, attemptId } = await params;
  const actor = await requireOrg(id, "org.security.manage");
  const { org } = actor;
  const [row, attempt, timeZone] = await Promise.all([
    getConnection(actor, connectionId),
    getAttempt(actor, connectionId, attemptId),
    viewerTimezone(actor.user),
  ]);
  if (!row || !attempt) notFound();
  const failed = attempt.checks.find(({ ok }) => !ok);
  const attributes = Object.entries(attempt.answer?.attributes ?? {});
  const what = purposes[attempt.purpose];
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title={what}
        sentence={`${row.name} · ${attempt.id}`}
        actions={<LinkButton href={paths.connection(org.id, row.id)}>Back to the connection</LinkButton>}
      />
      <div className="grid max-w-[860px] grid-cols-[minmax(0,1fr)] gap-4">
        {attempt.outcome === "answered" && (
          <Notice tone="good" title={attempt.purpose === "test" ? "The test succeeded" : "The answer was taken"}>
            {attempt.purpose === "test"
              ? `${attempt.email} could sign in. Nobody was signed in by the test; you can close this tab.`
              : attempt.email}
          </Notice>
        )}
        {failed && (
          <Notice tone="bad" title={`The check “${failed.label}” failed`}>
            {adviceOf(failed.name)}
          </Notice>
        )}
        {attempt.outcome === null && (
          <Notice title="The provider has not answered">
            Whoever went there did not come back: they closed the page, or the provider refused them itself.
          </Notice>
        )}
        <Card>
          <CardHeader title="Checks" count={attempt.checks.length} lined={attempt.checks.length > 0} />
          {attempt.checks.length === 0 ? (
            <EmptyState>None yet: nothing came back.</EmptyState>
          ) : (
            <Table caption="Checks" inset>
              <Thead>
                <Th>Check</Th>
                <Th>Expected</Th>
                <Th>Found</Th>
                <Th narrow>Result</Th>
              </Thead>
              <Tbody>
                {attempt.checks.map((check) => (
                  <Tr key={`${check.name} ${check.label}`}>
                    <Td>{check.label}</Td>
                    <Td className="wrap-anywhere text-xs">{check.expected}</Td>
                    <Td className="wrap-anywhere text-xs">{check.found}</Td>
                    <Td narrow>{check.ok ? <Tag tone="good">Fits</Tag> : <Tag tone="bad">Failed</Tag>}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </Card>
        {attributes.length > 0 && (
          <Card>
            <CardHeader
              title="Attributes"
              count={attributes.length}
              lined
              actions={
                <LinkButton href={`${paths.connection(org.id, row.id)}#mapping`}>Pick which say what</LinkButton>
              }
            />
            <Table caption="Attributes" inset>
              <Thead>
                <Th>Name</Th>
                <Th>Values</Th>
              </Thead>
              <Tbody>
                {attributes.map(([name, values]) => (
                  <Tr key={name}>
                    <Td className="wrap-anywhere font-mono text-xs">{name}</Td>
                    <Td className="wrap-anywhere">{values.join(", ")}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </Card>
        )}
        <Card>
          <CardHeader title="From where" />
          <Facts>
            <Fact label="Began">
              <Time at={attempt.createdAt} timeZone={timeZone} />
            </Fact>
            <Fact label="Answered">
              <Time at={attempt.answeredAt} timeZone={timeZone} empty="Not yet" />
            </Fact>
            <Fact label="E-mail">{attempt.email ?? "not known"}</Fact>
            <Fact label="Account">{attempt.person ?? "none"}</Fact>
            <Fact label="Address">{attempt.ip ?? "unknown"}</Fact>
          </Facts>
        </Card>
        {attempt.answer?.decoded && (
          <Card>
            <CardHeader title="What arrived" sentence="Decoded, as the provider sent it." />
            <CardBody>
              <CodeBlock code={attempt.answer.decoded} label="What arrived" />
            </CardBody>
          </Card>
        )}
      </div>
    </OrgPage>
  );
}

import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { countDirectory, listDirectoryTokens } from "@/db/queries/directory";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { planHas } from "@/lib/billing/plans";
import { now } from "@/lib/clock";
import { appUrl } from "@/lib/links";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { mostTokens } from "@/lib/scim/tokens";
import { OrgPage } from "../../org-page";
import { PlanNotice } from "../plan-notice";
import { revoke } from "./actions";
import { guides } from "./guides";
import { TokenForm } from "./token-form";

export const metadata: Metadata = { title: "Directory sync" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** S5: where a directory reports to, by which token, and what it keeps here. */
export default async function DirectoryPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const { org } = actor;
  const [tokens, counts, timeZone, query] = await Promise.all([
    listDirectoryTokens(actor),
    countDirectory(actor),
    viewerTimezone(actor.user),
    searchParams,
  ]);
  const at = now();
  const hasPlan = planHas(org.plan, "directory_sync");
  const number = (value: number) => value.toLocaleString("en-US");
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Directory sync"
        sentence={`Your directory says by SCIM 2.0 who is a member of ${org.name}, and who is in which team.`}
        actions={<LinkButton href={paths.directoryLog(org.id)}>Log</LinkButton>}
      />
      <div className="grid max-w-[760px] grid-cols-[minmax(0,1fr)] gap-4">
        {!hasPlan && (
          <PlanNotice actor={actor} of="directory_sync">
            Calls are answered with 403 until then, and nobody is deactivated.
          </PlanNotice>
        )}
        <Card>
          <CardHeader title="What it keeps" />
          <Facts>
            <Fact label="People">{number(counts.people)}</Fact>
            <Fact label="Deactivated">{number(counts.inactive)}</Fact>
            <Fact label="Groups, each a team">{number(counts.groups)}</Fact>
          </Facts>
          <CardSection>
            <ul className="list-disc pl-5 text-ink-2">
              <li>
                People come as Members, in verified domains alone. Their account, password and other organizations stay
                theirs.
              </li>
              <li>Whoever it deactivates loses their place, teams and grants here. The last owner always stays.</li>
              <li>What it keeps is not changed by hand while a token works; roles and projects of teams are.</li>
            </ul>
          </CardSection>
        </Card>
        <Card>
          <CardHeader title="For your directory" sentence="Paste both there." />
          <CardBody className="grid gap-1.5">
            <p className="font-medium">Base URL</p>
            <CopyField value={appUrl("/api/app/scim/v2")} label="Base URL" />
          </CardBody>
          {tokens.length > 0 && (
            <Table caption="Tokens" inset className="border-t border-line">
              <Thead>
                <Th>Token</Th>
                <Th wide>Last used</Th>
                <Th narrow>
                  <span className="sr-only">Revoke</span>
                </Th>
              </Thead>
              <Tbody>
                {tokens.map((token) => (
                  <Tr key={token.id}>
                    <Td>
                      <NameCell
                        name={token.name}
                        more={
                          <>
                            …{token.ending}, made <Time at={token.createdAt} timeZone={timeZone} relative now={at} />
                            {token.createdBy && ` by ${token.createdBy}`}
                          </>
                        }
                      />
                    </Td>
                    <Td wide>
                      <Time at={token.lastUsedAt} timeZone={timeZone} relative now={at} empty="Never" />
                    </Td>
                    <Td narrow>
                      <ActionButton
                        action={revoke}
                        fields={{ orgId: org.id, tokenId: token.id }}
                        size="sm"
                        variant="danger-quiet"
                        label={`Revoke ${token.name}`}
                        pendingText="Revoking…"
                      >
                        Revoke
                      </ActionButton>
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
          {hasPlan && tokens.length < mostTokens && (
            <CardSection>
              <TokenForm orgId={org.id} typed={readText(query, "name")} />
            </CardSection>
          )}
        </Card>
        {guides.map(({ title, steps }) => (
          <Card key={title}>
            <CardBody className="pt-4">
              <details>
                <summary className="cursor-pointer font-medium">What to do at {title}</summary>
                <ol className="mt-3 grid list-decimal gap-2 pl-5 text-ink-2">
                  {steps.map((step) => (
                    <li key={step}>{step}</li>
                  ))}
                </ol>
              </details>
            </CardBody>
          </Card>
        ))}
      </div>
    </OrgPage>
  );
}

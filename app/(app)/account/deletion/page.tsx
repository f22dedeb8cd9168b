import type { Metadata } from "next";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { getAccount, listOnlyOwned } from "@/db/queries/account";
import { requireUser } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { countOf } from "@/lib/format";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { deletionDays } from "@/lib/users/deletion";
import { AccountPage } from "../../account-page";
import { keep } from "./actions";
import { DeleteForm } from "./delete-form";

export const metadata: Metadata = { title: "Delete account" };

/** C6: what goes and what stays, which organizations stand in the way, and the way back. */
export default async function DeleteAccountPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requireUser();
  const at = now();
  const [account, blocking, timeZone, query] = await Promise.all([
    getAccount(actor, at),
    listOnlyOwned(actor.user.id),
    viewerTimezone(actor.user),
    searchParams,
  ]);
  const due = account.deletionDueAt;
  return (
    <AccountPage actor={actor} section="overview">
      <PageHeader title="Delete account" sentence={actor.user.email} />
      <div className="grid max-w-[680px] gap-4">
        {blocking.length > 0 && <Blocking orgs={blocking} />}
        <Card>
          <CardHeader title={due ? "Your account is to be deleted" : "What goes and what stays"} />
          <CardBody className="grid gap-4">
            {due && (
              <p>
                It goes <Time at={due} timeZone={timeZone} relative now={at} />, on{" "}
                <Time at={due} timeZone={timeZone} />. Until then everything works as before.
              </p>
            )}
            <ul className="list-disc pl-5 text-ink-2">
              <li>Your name, e-mail and phone number are erased everywhere, and you are signed out for good.</li>
              <li>Your places in organizations and teams, your access to projects and your alerts end.</li>
              <li>Your usage data, tokens and exports are deleted.</li>
              <li>Projects, teams and reports that you made stay with their organizations, under “Deleted user”.</li>
              <li>Audit logs stay whole; they no longer name you.</li>
            </ul>
            {due ? (
              <ActionButton action={keep} variant="primary" pendingText="Keeping…">
                Keep my account
              </ActionButton>
            ) : (
              blocking.length === 0 && (
                <>
                  <p className="text-ink-2">
                    You have {deletionDays} days to change your mind, in your account settings.
                  </p>
                  <DeleteForm email={actor.user.email} typed={readText(query, "typed")} />
                </>
              )
            )}
          </CardBody>
        </Card>
      </div>
    </AccountPage>
  );
}

function Blocking({ orgs }: { orgs: { id: number; name: string; members: number }[] }) {
  return (
    <Card>
      <CardHeader
        title="You are the only owner"
        sentence="Make somebody else an owner of each of these, or delete it. Then your account can go."
        lined
      />
      <Table caption="Organizations that need another owner" inset>
        <Thead>
          <Th>Organization</Th>
          <Th narrow />
        </Thead>
        <Tbody>
          {orgs.map(({ id, name, members }) => (
            <Tr key={id}>
              <Td>
                <NameCell name={name} href={paths.org(id)} detail={countOf(members, "user")} />
              </Td>
              <Td narrow align="right">
                {members > 1 ? (
                  <LinkButton href={paths.users(id)} size="sm" aria-label={`Choose an owner of ${name}`}>
                    Choose an owner
                  </LinkButton>
                ) : (
                  <LinkButton
                    href={paths.deletion(id)}
                    size="sm"
                    variant="danger-quiet"
                    aria-label={`Delete organization ${name}`}
                  >
                    Delete organization
                  </LinkButton>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}

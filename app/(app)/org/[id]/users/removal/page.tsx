import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listChosen, type SelectionSummary, summarizeSelection } from "@/db/queries/member-selection";
import { requireOrg } from "@/lib/auth/require";
import { orgRoleNames, orgRoles } from "@/lib/authz/roles";
import { countOf, listOf } from "@/lib/format";
import {
  memberSelectionFields,
  mostUntyped,
  readMemberSelection,
  removalPhrase,
  selectionHref,
} from "@/lib/members/selection";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { BlockedNotice } from "../blocked-notice";
import { ChosenTable } from "../chosen-table";
import { NobodyChosen } from "../nobody-chosen";
import { SelectionForm } from "../selection-form";
import { removeChosen } from "./actions";
import { PhraseField } from "./phrase-field";

export const metadata: Metadata = { title: "Remove users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function RemoveUsersPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.remove");
  const query = await searchParams;
  const selection = readMemberSelection(query);
  const [summary, people] = await Promise.all([
    summarizeSelection(actor, selection),
    listChosen(actor, selection, { blocked: 20, free: 50 }),
  ]);
  const { freeCount, blockedCount } = summary;
  const path = paths.removeUsers(actor.org.id);
  const free = people.filter((person) => !person.blocked);
  const open = freeCount > 0 && (blockedCount === 0 || selection.others);
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Remove ${countOf(freeCount + (selection.others ? 0 : blockedCount), "user")}`}
        sentence={`From ${actor.org.name}. Their accounts, and their places in other organizations, stay.`}
      />
      {blockedCount > 0 && (
        <BlockedNotice
          people={people.filter((person) => person.blocked)}
          count={blockedCount}
          selfId={actor.user.id}
          done="removed"
          leftOut={selection.others}
          others={
            freeCount > 0
              ? { href: selectionHref(path, { ...selection, others: true }), label: "Remove the others" }
              : null
          }
        />
      )}
      {freeCount + blockedCount === 0 && <NobodyChosen orgId={actor.org.id} />}
      {open && (
        <Card className="mb-4 max-w-[680px]">
          <CardHeader title="What they lose at once" />
          <CardBody className="grid gap-4">
            <ul className="list-disc pl-5 text-ink-2">
              <li>
                Their role, every project they reach and their place in every team. None of it is kept: inviting them
                again starts anew.
              </li>
              {summary.invitations > 0 && <li>{invitationLoss(summary)}</li>}
              {summary.free.owner > 0 && (
                <li>
                  {countOf(summary.free.owner, "owner is", "owners are")} among them, so you are asked to confirm that
                  it is you.
                </li>
              )}
            </ul>
            <SelectionForm
              orgId={actor.org.id}
              action={removeChosen}
              kind="remove"
              hidden={[...memberSelectionFields(selection), { name: "count", value: String(freeCount) }]}
              defaultValues={{ phrase: readText(query, "phrase") }}
              again={selectionHref(path, selection)}
              submit={{ label: `Remove ${countOf(freeCount, "user")}`, pending: "Removing…", variant: "danger" }}
              cancel="Keep them"
            >
              {freeCount > mostUntyped && <PhraseField phrase={removalPhrase(freeCount)} />}
            </SelectionForm>
          </CardBody>
        </Card>
      )}
      {freeCount > 0 && (
        <Card>
          <CardHeader lined title="Who is removed" sentence={`${byRole(summary)}.`} />
          <ChosenTable
            orgId={actor.org.id}
            caption="Who is removed, with what they lose"
            people={free}
            rest={freeCount > free.length ? restOf(summary, free.length) : null}
          />
        </Card>
      )}
    </OrgPage>
  );
}

function byRole({ free }: SelectionSummary): string {
  const parts = [...orgRoles]
    .reverse()
    .flatMap((role) => (free[role] > 0 ? [`${countOf(free[role], orgRoleNames[role])}`] : []));
  return listOf(parts);
}

function restOf({ freeCount }: SelectionSummary, shown: number): string {
  return `And ${countOf(freeCount - shown, "more person loses", "more people lose")} the same. These are the first by name.`;
}

function invitationLoss({ invitations, invitationEmails }: SelectionSummary): string {
  const who = listOf(invitationEmails, 5, invitations);
  return `${countOf(invitations, "open invitation loses", "open invitations lose")} what they gave: ${who}. Those parts fall away when the invitation is accepted.`;
}

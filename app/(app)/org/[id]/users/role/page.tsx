import type { Metadata } from "next";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listChosen, type SelectionSummary, summarizeSelection } from "@/db/queries/member-selection";
import { requireOrg } from "@/lib/auth/require";
import { givableOrgRoles, type OrgRole, orgRoleNames, orgRoles } from "@/lib/authz/roles";
import { countOf, listOf } from "@/lib/format";
import { memberSelectionFields, readMemberSelection, selectionHref } from "@/lib/members/selection";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { BlockedNotice } from "../blocked-notice";
import { ChosenTable } from "../chosen-table";
import { NobodyChosen } from "../nobody-chosen";
import { SelectionForm } from "../selection-form";
import { changeChosen } from "./actions";
import { type RoleChoice, RoleField } from "./role-field";

export const metadata: Metadata = { title: "Change role" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function ChangeRolesPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.edit");
  const query = await searchParams;
  const selection = readMemberSelection(query);
  const [summary, people] = await Promise.all([
    summarizeSelection(actor, selection),
    listChosen(actor, selection, { blocked: 20, free: 50 }),
  ]);
  const { freeCount, blockedCount } = summary;
  const path = paths.usersRole(actor.org.id);
  const free = people.filter((person) => !person.blocked);
  const choices = givableOrgRoles(actor.role).map((role) => choiceOf(role, summary));
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        title={`Change the role of ${countOf(freeCount + (selection.others ? 0 : blockedCount), "user")}`}
        sentence={`Their organization role in ${actor.org.name}. Team and individual grants stay.`}
      />
      {blockedCount > 0 && (
        <BlockedNotice
          people={people.filter((person) => person.blocked)}
          count={blockedCount}
          selfId={actor.user.id}
          done="changed"
          leftOut={selection.others}
          others={
            freeCount > 0
              ? { href: selectionHref(path, { ...selection, others: true }), label: "Change the others" }
              : null
          }
        />
      )}
      {freeCount + blockedCount === 0 && <NobodyChosen orgId={actor.org.id} />}
      {freeCount > 0 && (blockedCount === 0 || selection.others) && (
        <Card className="mb-4 max-w-[680px]">
          <CardBody className="pt-4">
            <SelectionForm
              orgId={actor.org.id}
              action={changeChosen}
              kind="role"
              hidden={[...memberSelectionFields(selection), { name: "count", value: String(freeCount) }]}
              defaultValues={{ to: readText(query, "to") }}
              again={selectionHref(path, selection)}
              submit={{
                label: `Change role of ${countOf(freeCount, "user")}`,
                pending: "Changing…",
                variant: "primary",
              }}
              cancel="Leave as is"
            >
              <RoleField choices={choices} />
            </SelectionForm>
          </CardBody>
        </Card>
      )}
      {freeCount > 0 && (
        <Card>
          <CardHeader lined title="Who" sentence={whoOf(summary)} />
          <ChosenTable
            orgId={actor.org.id}
            caption="Whose role is changed"
            people={free}
            rest={
              freeCount > free.length
                ? `And ${countOf(freeCount - free.length, "more person", "more people")}. These are the first by name.`
                : null
            }
          />
        </Card>
      )}
    </OrgPage>
  );
}

const gives: Record<OrgRole, string> = {
  owner: "Everything, on every project. You are asked to confirm that it is you.",
  admin: "Manages users, teams and projects, and is Admin on every project.",
  billing_admin: "Plan, invoices and billing e-mails. Projects only through teams and grants.",
  member: "Projects only through teams and grants.",
};

/** From → to with its number, for every role that would change, and what the new one gives or takes. */
function choiceOf(to: OrgRole, { free }: SelectionSummary): RoleChoice {
  const from = [...orgRoles].reverse().filter((role) => role !== to && free[role] > 0);
  const moves = from.map((role) => `${countOf(free[role], orgRoleNames[role])} → ${orgRoleNames[to]}`);
  const same = free[to] > 0 ? [`${countOf(free[to], "has", "have")} it already`] : [];
  const losing = to === "owner" || to === "admin" ? 0 : free.owner + free.admin;
  const loss = losing > 0 ? ` ${countOf(losing, "person loses", "people lose")} the role on every project.` : "";
  const confirm = to !== "owner" && free.owner > 0 ? " You are asked to confirm that it is you." : "";
  return {
    value: to,
    label: orgRoleNames[to],
    hint: `${gives[to]} ${listOf([...moves, ...same])}.${loss}${confirm}`,
  };
}

function whoOf({ free }: SelectionSummary): string {
  return `${listOf([...orgRoles].reverse().flatMap((role) => (free[role] > 0 ? [countOf(free[role], orgRoleNames[role])] : [])))}.`;
}

import type { Metadata } from "next";
import { PlanNotice } from "@/components/billing/plan-notice";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { listPlanChangersFor } from "@/db/queries/billing";
import { listInvitePickers, listPicked } from "@/db/queries/invite-pickers";
import { requireOrg } from "@/lib/auth/require";
import type { OrgActor } from "@/lib/authz/actor";
import {
  givableOrgRoles,
  mayGiveProjectRole,
  orgRoleNames,
  projectRoleFromOrg,
  projectRoleNames,
  projectRoles,
} from "@/lib/authz/roles";
import { planAllowsProjectRole, planHas } from "@/lib/billing/plans";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { CsvWay } from "./csv-way";
import { PasteForm } from "./paste-form";
import { PeopleForm } from "./people-form";
import type { PartsGiven } from "./shared-parts";

export const metadata: Metadata = { title: "Invite Users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function InvitePage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.invite");
  const query = await searchParams;
  const way = query.way === "paste" || query.way === "csv" ? query.way : "people";
  const orgId = actor.org.id;
  return (
    <OrgPage actor={actor} section="users">
      <div className="max-w-[680px]">
        <PageHeader
          title="Invite Users"
          sentence={`Each gets an e-mail with a link to join ${actor.org.name}. It works for seven days.`}
        />
        <Tabs
          label="Ways to invite"
          items={[
            { label: "People", href: paths.invite(orgId), active: way === "people" },
            { label: "Paste addresses", href: paths.invite(orgId, "paste"), active: way === "paste" },
            { label: "Upload a list", href: paths.invite(orgId, "csv"), active: way === "csv" },
          ]}
        />
        {!planHas(actor.org.plan, "limited_roles") && (
          <PlanNotice
            orgId={orgId}
            capability="limited_roles"
            changers={await listPlanChangersFor(actor)}
            meanwhile="Owner and Admin can be given now."
            className="mb-3"
          />
        )}
        {way === "csv" ? <CsvWay orgId={orgId} /> : await typedWay(way, actor, query)}
      </div>
    </OrgPage>
  );
}

/** With what was typed before a confirmation, which leads back here. */
async function typedWay(way: "people" | "paste", actor: OrgActor, query: SearchParams) {
  const given = await partsGiven(actor, query);
  const typed = Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      /^(emails?|role)\d*$/.test(name) && typeof value === "string" ? [[name, value]] : [],
    ),
  );
  const roles = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`role${index + 1}`, given.firstRole]));
  return way === "paste" ? (
    <PasteForm given={given} typed={typed} />
  ) : (
    <PeopleForm given={given} typed={{ ...roles, ...typed }} />
  );
}

async function partsGiven(actor: OrgActor, query: SearchParams): Promise<PartsGiven> {
  const { plan } = actor.org;
  const pairs = [query.projects ?? []].flat().map((pair) => pair.split(":"));
  const [pickers, picked] = await Promise.all([
    listInvitePickers(actor),
    listPicked(actor, { projects: pairs.map(([id = ""]) => id), teams: [query.teams ?? []].flat() }),
  ]);
  const highestFirst = [...projectRoles].reverse();
  const limited = highestFirst.some((role) => !planAllowsProjectRole(plan, role));
  const roles = givableOrgRoles(actor.role).map((value) => ({ value, label: orgRoleNames[value] }));
  const firstProjectRole = planAllowsProjectRole(plan, "analyst") ? "analyst" : "admin";
  const roleOn = (id: string) =>
    projectRoles.find((role) => pairs.some(([asked, name]) => asked === id && name === role));
  return {
    ...pickers,
    orgId: actor.org.id,
    roles,
    firstRole: roles.find(({ value }) => value === query.role)?.value ?? "member",
    projectRoles: highestFirst
      .filter((value) => mayGiveProjectRole(projectRoleFromOrg(actor.role), value))
      .map((value) => ({ value, label: projectRoleNames[value], disabled: !planAllowsProjectRole(plan, value) })),
    projectRoleHint: limited ? "Analyst and Consumer cannot be given now." : undefined,
    firstProjectRole,
    chosenProjects: picked.projects.map((project) => ({ ...project, role: roleOn(project.id) ?? firstProjectRole })),
    chosenTeams: picked.teams,
  };
}

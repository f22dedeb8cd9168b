import { listReachedProjects } from "@/db/queries/access";
import { listRecentPlaces } from "@/db/queries/account";
import { listMyOrgs } from "@/db/queries/orgs";
import { findPeople, findTeams } from "@/db/queries/palette";
import { sessionRoute } from "@/lib/auth/handlers";
import { orgRoleMay, projectRoleMay } from "@/lib/authz/permissions";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";

type Item = { label: string; hint?: string; href: string };

const most = 6;

/** What the command palette offers for a few letters: pages, projects and people within this person's reach. */
export const GET = sessionRoute(
  async (actor, request) => {
    const q = (new URL(request.url).searchParams.get("q") ?? "").trim().slice(0, 100);
    const [orgs, projects] = await Promise.all([listMyOrgs(actor), listReachedProjects(actor, { q, limit: most })]);
    const directories = orgs.filter((org) => org.step === null && orgRoleMay(org.role, "org.directory.view"));
    const ids = directories.map((org) => org.id);
    const [people, teams] =
      q.length >= 2 ? await Promise.all([findPeople(ids, q, most), findTeams(ids, q, most)]) : [[], []];
    const pages: Item[] = orgs.flatMap((org) => [
      { label: "Overview", hint: org.name, href: paths.org(org.id) },
      ...(orgRoleMay(org.role, "org.directory.view")
        ? [
            { label: "Projects", hint: org.name, href: paths.projects(org.id) },
            { label: "Users", hint: org.name, href: paths.users(org.id) },
            { label: "Teams", hint: org.name, href: paths.teams(org.id) },
            { label: "Create Team", hint: org.name, href: paths.newTeam(org.id) },
            { label: "Invite Users", hint: org.name, href: paths.invite(org.id) },
            { label: "Create Project", hint: org.name, href: paths.newProject(org.id) },
          ]
        : []),
    ]);
    pages.push(
      { label: "Profile & Preferences", href: paths.account },
      { label: "Your projects", href: paths.accountProjects },
      { label: "Data & Privacy", href: paths.accountPrivacy },
      { label: "Security", href: paths.accountSecurity },
      { label: "Create Organization", href: paths.newOrg },
    );
    const recent = q ? [] : await listRecentPlaces(actor, most);
    const nameOf = new Map(orgs.map((org) => [org.id, org.name]));
    const groups = [
      {
        title: "Opened lately",
        items: recent.map(({ label, placeName, path }) => ({ label, hint: placeName ?? undefined, href: path })),
      },
      { title: "Pages", items: pages.filter((item) => fits(item, q)).slice(0, q ? 8 : 12) },
      {
        title: "Projects",
        items: projects.map(({ id, name, orgName, role }) => ({
          label: name,
          hint: orgName,
          href: projectRoleMay(role, "project.settings.view") ? paths.projectSettings(id) : paths.project(id),
        })),
      },
      {
        title: "Teams",
        items: teams.map((team) => ({
          label: team.name,
          hint: `${countOf(team.members, "person", "people")} · ${nameOf.get(team.orgId)}`,
          href: paths.team(team.orgId, team.id),
        })),
      },
      {
        title: "Users",
        items: people.map((person) => ({
          label: person.name,
          hint: `${person.email} · ${nameOf.get(person.orgId)}`,
          href: paths.user(person.orgId, person.userId),
        })),
      },
    ];
    return Response.json({ groups: groups.filter((group) => group.items.length > 0) });
  },
  { throughSso: true },
);

function fits({ label, hint }: Item, q: string): boolean {
  const words = `${label} ${hint ?? ""}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

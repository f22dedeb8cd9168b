import { type OrgRole, orgRoleNames, type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { untilText } from "@/lib/members/access-words";

type Given = {
  email: string;
  inviterName: string | null;
  role: OrgRole;
  projects: readonly { name: string; role: ProjectRole; endsAt: Date | null }[];
  teams: readonly string[];
  timeZone: string;
};

/** Who invites whom to what: "Amara Okafor invites lena@north.test as Member, with access to Web app (Analyst)." */
export function InvitationSentence({ email, inviterName, role, projects, teams, timeZone }: Given) {
  const parts = [
    projects.length > 0 &&
      `access to ${listed(
        projects.map(({ name, role: given, endsAt }) => {
          return `${name} (${projectRoleNames[given]}${endsAt ? ` until ${untilText(endsAt, timeZone)}` : ""})`;
        }),
      )}`,
    teams.length > 0 && `the ${teams.length === 1 ? "team" : "teams"} ${listed(teams)}`,
  ].filter((part) => part !== false);
  return (
    <>
      {inviterName ? `${inviterName} invites ` : "You are invited as "}
      <b>{email}</b>
      {inviterName ? " as " : ", "}
      {orgRoleNames[role]}
      {parts.length > 0 && `, with ${parts.join(" and ")}`}.
    </>
  );
}

const most = 5;

/** The first few by name, the others by number. */
function listed(names: readonly string[]): string {
  const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return new Intl.ListFormat("en").format(shown);
}

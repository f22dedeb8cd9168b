import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import type { Fact, Letter } from "../letter";
import { firstFew, mailMoment } from "../words";

type Invitation = {
  orgName: string;
  role: OrgRole;
  giver: { name: string; email: string } | null;
  projects: { name: string; role: ProjectRole; endsAt: Date | null }[];
  teams: string[];
  expiresAt: Date;
};

export function invitationLetter(
  { orgName, role, giver, projects, teams, expiresAt }: Invitation,
  url: string,
): Letter {
  const who = giver ? `${giver.name} invites you` : "You are invited";
  const facts: Fact[] = [{ label: "Role", values: [orgRoleNames[role]] }];
  if (projects.length > 0) {
    facts.push({
      label: "Projects",
      values: firstFew(
        projects.map(({ name, role: given, endsAt }) => {
          return `${name} · ${projectRoleNames[given]}${endsAt ? ` until ${mailMoment(endsAt)}` : ""}`;
        }),
      ),
    });
  }
  if (teams.length > 0) facts.push({ label: "Teams", values: firstFew(teams) });
  return {
    subject: `${who} to ${orgName}`,
    preview: `Join as ${orgRoleNames[role]}. The invitation is open until ${mailMoment(expiresAt)}.`,
    title: `Join ${orgName}`,
    paragraphs: [
      giver
        ? [{ strong: giver.name }, ` (${giver.email}) invites you to the organization `, { strong: orgName }, "."]
        : ["You are invited to the organization ", { strong: orgName }, "."],
    ],
    facts,
    button: { label: `Join ${orgName}`, url },
    afterwards: `The invitation is for this address alone and open until ${mailMoment(expiresAt)}. Opening the link changes nothing: you accept on the page.`,
    why: `You get this mail because somebody in ${orgName} entered your address. If you do not know them, leave it; nothing happens.`,
  };
}

type Accepted = { orgName: string; person: { name: string; email: string }; role: OrgRole };

export function acceptedLetter({ orgName, person, role }: Accepted, url: string): Letter {
  return {
    subject: `${person.name} joined ${orgName}`,
    preview: `${person.name} accepted your invitation.`,
    title: `${person.name} accepted your invitation`,
    paragraphs: [[{ strong: person.name }, ` (${person.email}) is now a member of `, { strong: orgName }, "."]],
    facts: [{ label: "Role", values: [orgRoleNames[role]] }],
    button: { label: `See ${person.name}`, url },
    why: "You get this mail because you sent the invitation.",
  };
}

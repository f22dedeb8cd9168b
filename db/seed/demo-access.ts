import "server-only";
import {
  invitationProjects,
  invitations,
  invitationTeams,
  projectGrants,
  teamMembers,
  teamProjects,
  teams,
} from "@/db/schema";
import { newId } from "@/lib/ids";
import { invitationDays } from "@/lib/invitations/offers";
import { acmePeople } from "./demo-people";
import { acmeGrants, acmeInvitations, acmeProjects, acmeTeams, type DemoInvitation, type DemoTeam } from "./demo-plan";
import { daysBefore, idOf, type Seeding } from "./seeding";

/** Teams with their people and projects, then the individual grants. Given by an owner, later than both sides came. */
export async function giveAccess(seeding: Seeding): Promise<void> {
  for (const team of acmeTeams) seeding.teamIds.set(team.name, await insertTeam(seeding, team));
  const { tx, at, orgId, userIds, projectIds, history } = seeding;
  const givenBy = idOf(userIds, "owner@demo.test");
  const rows = acmeGrants.map(({ email, project, role, daysAgo }) => {
    const userId = idOf(userIds, email);
    return { orgId, projectId: idOf(projectIds, project), userId, role, givenAt: daysBefore(at, daysAgo), givenBy };
  });
  await tx.insert(projectGrants).values(rows);
  for (const { projectId, userId, role, givenAt } of rows) {
    history.add(givenAt, givenBy, {
      orgId,
      projectId,
      action: "grant.given",
      object: { type: "grant", id: userId },
      after: { role },
    });
  }
}

async function insertTeam({ tx, at, orgId, userIds, projectIds, history }: Seeding, team: DemoTeam): Promise<string> {
  const id = newId("team");
  const createdBy = idOf(userIds, "owner@demo.test");
  const createdAt = daysBefore(at, team.daysAgo);
  await tx.insert(teams).values({ id, orgId, name: team.name, role: team.role, createdAt, createdBy });
  history.add(createdAt, createdBy, {
    orgId,
    action: "team.created",
    object: { type: "team", id },
    after: { name: team.name, role: team.role },
  });
  const people = acmePeople.filter((person) => person.teams.includes(team.name));
  const places = people.map(({ email, joinedDaysAgo }) => ({
    orgId,
    teamId: id,
    userId: idOf(userIds, email),
    addedAt: daysBefore(at, Math.min(joinedDaysAgo, team.daysAgo) - 0.1),
    addedBy: createdBy,
  }));
  await tx.insert(teamMembers).values(places);
  for (const { userId, addedAt } of places) {
    history.add(addedAt, createdBy, {
      orgId,
      action: "team.member_added",
      object: { type: "team", id },
      after: { user: userId },
    });
  }
  const held = acmeProjects.filter((project) => team.projects.includes(project.name));
  const addedBy = createdBy;
  await tx.insert(teamProjects).values(
    held.map(({ name, daysAgo }) => ({
      orgId,
      teamId: id,
      projectId: idOf(projectIds, name),
      addedAt: daysBefore(at, Math.min(daysAgo, team.daysAgo) - 0.1),
      addedBy,
    })),
  );
  return id;
}

export async function sendInvitations(seeding: Seeding): Promise<void> {
  for (const invitation of acmeInvitations) await insertInvitation(seeding, invitation);
}

async function insertInvitation(
  { tx, at, orgId, userIds, projectIds, teamIds, history }: Seeding,
  given: DemoInvitation,
): Promise<void> {
  const id = newId("invitation");
  const { email, role } = given;
  const givenBy = idOf(userIds, given.by);
  const sentAt = daysBefore(at, given.sentDaysAgo);
  const expiresAt = daysBefore(sentAt, -invitationDays);
  await tx
    .insert(invitations)
    .values({ id, orgId, email, role, roleGivenBy: givenBy, createdAt: sentAt, sentAt, expiresAt });
  const parts = given.projects.map(([name, projectRole]) => ({ projectId: idOf(projectIds, name), role: projectRole }));
  const places = given.teams.map((name) => idOf(teamIds, name));
  if (parts.length > 0)
    await tx.insert(invitationProjects).values(parts.map((part) => ({ ...part, orgId, invitationId: id, givenBy })));
  if (places.length > 0)
    await tx.insert(invitationTeams).values(places.map((teamId) => ({ orgId, invitationId: id, teamId, givenBy })));
  const after = { role, projects: parts.map((part) => ({ id: part.projectId, role: part.role })), teams: places };
  history.add(sentAt, givenBy, { orgId, action: "invitation.sent", object: { type: "invitation", id }, after });
}

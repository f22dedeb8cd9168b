import "server-only";
import { sql } from "drizzle-orm";
import { textArray } from "@/db/queries/page";
import type { OrgActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { mayChangeOrgRole, mayGiveOrgRole, orgRoles, projectRoles } from "@/lib/authz/roles";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import type { Change } from "@/lib/mutate";
import { teamsGivableBy } from "@/lib/teams/ceiling";

/**
 * Building blocks: what becomes of open invitations when the people go who gave them, or parts of them. Left alone, those
 * parts fall away at acceptance (I1). In a constant number of statements, with an entry for each invitation.
 */
type OrgChange = Change<OrgActor>;
type Id = { id: string };

const open = sql`num_nonnulls(i.accepted_at, i.declined_at, i.revoked_at) = 0`;

/**
 * The actor becomes the giver of every part that these people gave and the actor may give (R4, R7); the others are left
 * to fall away. Gives how many invitations it was.
 */
export async function handOverInvitations(change: OrgChange, giverIds: string[]): Promise<number> {
  const { tx, actor, audit } = change;
  const { id: orgId, plan } = actor.org;
  const me = actor.user.id;
  const givers = textArray(giverIds);
  const givable = orgRoles.filter((role) => mayGiveOrgRole(actor.role, role));
  await assertOwnersConfirmed(change, giverIds);
  const roles = await tx.execute<Id>(sql`
    update invitations i set role_given_by = ${me}
    where i.org_id = ${orgId} and ${open} and i.role_given_by = any(${givers})
      and i.role::text = any(${textArray(givable)})
    returning i.id`);
  const inPlan = projectRoles.filter((role) => planAllowsProjectRole(plan, role));
  const projects = await tx.execute<Id>(sql`
    with own as materialized (
      select project_id, max(role) as role from project_access
      where org_id = ${orgId} and user_id = ${me} group by project_id having max(role) >= 'admin'
    )
    update invitation_projects part set given_by = ${me}
    from invitations i, own
    where part.org_id = ${orgId} and part.given_by = any(${givers}) and i.id = part.invitation_id and ${open}
      and own.project_id = part.project_id and part.role <= own.role and part.role::text = any(${textArray(inPlan)})
    returning part.invitation_id as id`);
  const given = await tx.execute<Id>(sql`
    select distinct part.team_id as id from invitation_teams part join invitations i on i.id = part.invitation_id
    where part.org_id = ${orgId} and part.given_by = any(${givers}) and ${open}`);
  const giver = { orgId, userId: me, role: actor.role, plan };
  const mine = await teamsGivableBy(
    tx,
    giver,
    given.map((team) => team.id),
  );
  const teams = await tx.execute<Id>(sql`
    update invitation_teams part set given_by = ${me} from invitations i
    where part.org_id = ${orgId} and part.given_by = any(${givers}) and i.id = part.invitation_id and ${open}
      and part.team_id = any(${textArray([...mine])})
    returning part.invitation_id as id`);
  const edited = new Set([...roles, ...projects, ...teams].map((row) => row.id));
  const [only] = giverIds.length === 1 ? giverIds : [];
  for (const id of edited) {
    audit({
      orgId,
      action: "invitation.edited",
      object: { type: "invitation", id },
      ...(only && { before: { givenBy: only } }),
      after: { givenBy: me },
    });
  }
  return edited.size;
}

/**
 * Revokes what these people sent, as far as the actor may change the role in it (R4), and takes the parts they gave out
 * of the invitations of others. Gives how many were revoked.
 */
export async function revokeInvitationsOf(change: OrgChange, giverIds: string[]): Promise<number> {
  const { tx, actor, audit, now } = change;
  const orgId = actor.org.id;
  const givers = textArray(giverIds);
  const below = orgRoles.filter((role) => mayChangeOrgRole(actor.role, role));
  await assertOwnersConfirmed(change, giverIds);
  const revoked = await tx.execute<Id & { role: string }>(sql`
    update invitations i set revoked_at = ${now.toISOString()}::timestamptz, revoked_by = ${actor.user.id}
    where i.org_id = ${orgId} and ${open} and i.role_given_by = any(${givers})
      and i.role::text = any(${textArray(below)})
    returning i.id, i.role`);
  for (const { id, role } of revoked) {
    audit({ orgId, action: "invitation.revoked", object: { type: "invitation", id }, before: { role } });
  }
  const projects = await tx.execute<Id & { part: number }>(sql`
    delete from invitation_projects part using invitations i
    where part.org_id = ${orgId} and part.given_by = any(${givers}) and i.id = part.invitation_id and ${open}
    returning part.invitation_id as id, part.project_id as part`);
  const teams = await tx.execute<Id & { part: string }>(sql`
    delete from invitation_teams part using invitations i
    where part.org_id = ${orgId} and part.given_by = any(${givers}) and i.id = part.invitation_id and ${open}
    returning part.invitation_id as id, part.team_id as part`);
  for (const id of new Set([...projects, ...teams].map((row) => row.id))) {
    audit({
      orgId,
      action: "invitation.edited",
      object: { type: "invitation", id },
      before: {
        projects: projects.filter((row) => row.id === id).map((row) => ({ id: row.part })),
        teams: teams.filter((row) => row.id === id).map((row) => row.part),
      },
    });
  }
  return revoked.length;
}

/** Giving or taking Owner is confirmed, also where it stands in an invitation (A6). */
async function assertOwnersConfirmed({ tx, actor, now }: OrgChange, giverIds: string[]): Promise<void> {
  if (actor.role !== "owner") return;
  const [row] = await tx.execute<{ owners: number }>(sql`
    select count(*)::int as owners from invitations i
    where i.org_id = ${actor.org.id} and ${open} and i.role = 'owner' and i.role_given_by = any(${textArray(giverIds)})`);
  if (row?.owners) assertConfirmed(actor, now);
}

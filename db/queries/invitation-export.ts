import "server-only";
import { and, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { invitations } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";
import type { InvitationFilter, InvitationSort } from "@/lib/invitations/filter";
import { invitationSorting, matchingInvitations } from "./invitations";
import { isoText } from "./page";

export type ExportedInvitation = {
  key: string;
  id: string;
  email: string;
  role: OrgRole;
  teams: string | null;
  projects: string | null;
  invited_by: string | null;
  sent_at: string;
  expires_at: string;
  expired: boolean;
};

type Order = { sort: InvitationSort; dir: "asc" | "desc" };

/** The next invitations of the filtered list in its order, with what they give, in one query. */
export async function readInvitationsForExport(
  actor: OrgActor,
  filter: InvitationFilter,
  { sort, dir }: Order,
  after: { key: string; id: string } | null,
  { size, at }: { size: number; at: Date },
): Promise<ExportedInvitation[]> {
  const { by, type } = invitationSorting(sort, filter.state);
  const direction = sql.raw(dir);
  const beyond = after
    ? sql`(${by}, ${invitations.id}) ${sql.raw(dir === "asc" ? ">" : "<")} (${after.key}::text::${sql.raw(type)}, ${after.id})`
    : undefined;
  return db().execute<ExportedInvitation>(sql`
    with page as materialized (
      select ${invitations.id} as id, ${invitations.email} as email, ${invitations.role} as role,
        ${invitations.roleGivenBy} as given_by, ${invitations.sentAt} as sent_at, ${invitations.expiresAt} as expires_at,
        ${by} as place
      from invitations where ${and(matchingInvitations(actor.org.id, filter, at), beyond)}
      order by ${by} ${direction}, ${invitations.id} ${direction} limit ${size}
    )
    select i.place::text as key, i.id, i.email, i.role, u.name as invited_by,
      ${isoText(sql`i.sent_at`)} as sent_at, ${isoText(sql`i.expires_at`)} as expires_at,
      i.expires_at <= ${at.toISOString()}::timestamptz as expired,
      (select string_agg(t.name, E'\\n' order by lower(t.name)) from invitation_teams x join teams t on t.id = x.team_id
        where x.invitation_id = i.id) as teams,
      (select string_agg(p.name || ': ' || initcap(x.role::text), E'\\n' order by lower(p.name))
        from invitation_projects x join projects p on p.id = x.project_id and p.deleted_at is null
        where x.invitation_id = i.id) as projects
    from page i left join users u on u.id = i.given_by
    order by i.place ${direction}, i.id ${direction}`);
}

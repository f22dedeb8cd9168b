import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgRole, projectRole } from "./enums";
import { orgs } from "./orgs";
import { projects } from "./projects";
import { teams } from "./teams";
import { users } from "./users";

/**
 * One open invitation per address and org. Open means neither accepted, declined nor revoked; an open one past
 * `expires_at` is expired and can be renewed. Links are derived from id and version, so no secret is stored.
 */
export const invitations = pgTable(
  "invitations",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: orgRole("role").notNull(),
    /** Who gave the org role; each project and team below remembers its own giver. */
    roleGivenBy: text("role_given_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: moment("created_at").notNull(),
    /** When the latest link was mailed. */
    sentAt: moment("sent_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    mailVersion: integer("mail_version").notNull().default(1),
    copyVersion: integer("copy_version").notNull().default(1),
    acceptedAt: moment("accepted_at"),
    acceptedBy: text("accepted_by").references(() => users.id, { onDelete: "set null" }),
    declinedAt: moment("declined_at"),
    revokedAt: moment("revoked_at"),
    revokedBy: text("revoked_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    unique("invitations_org_id_key").on(t.orgId, t.id),
    uniqueIndex("invitations_open_key")
      .on(t.orgId, t.email)
      .where(sql`${t.acceptedAt} is null and ${t.declinedAt} is null and ${t.revokedAt} is null`),
    index("invitations_by_sent")
      .on(t.orgId, t.sentAt, t.id)
      .where(sql`${t.acceptedAt} is null and ${t.declinedAt} is null and ${t.revokedAt} is null`),
    index("invitations_giver")
      .on(t.orgId, t.roleGivenBy)
      .where(sql`${t.acceptedAt} is null and ${t.declinedAt} is null and ${t.revokedAt} is null`),
    index("invitations_by_expiry")
      .on(t.orgId, t.expiresAt, t.id)
      .where(sql`${t.acceptedAt} is null and ${t.declinedAt} is null and ${t.revokedAt} is null`),
    index("invitations_by_role")
      .on(t.orgId, t.role, t.id)
      .where(sql`${t.acceptedAt} is null and ${t.declinedAt} is null and ${t.revokedAt} is null`),
    index("invitations_accepted").on(t.orgId, t.acceptedAt, t.id).where(sql`${t.acceptedAt} is not null`),
    index("invitations_declined").on(t.orgId, t.declinedAt, t.id).where(sql`${t.declinedAt} is not null`),
    index("invitations_revoked").on(t.orgId, t.revokedAt, t.id).where(sql`${t.revokedAt} is not null`),
    index("invitations_email").on(t.email),
    check("invitations_one_end", sql`num_nonnulls(${t.acceptedAt}, ${t.declinedAt}, ${t.revokedAt}) <= 1`),
  ],
);

export const invitationProjects = pgTable(
  "invitation_projects",
  {
    orgId: integer("org_id").notNull(),
    invitationId: text("invitation_id").notNull(),
    projectId: integer("project_id").notNull(),
    role: projectRole("role").notNull(),
    givenBy: text("given_by").references(() => users.id, { onDelete: "set null" }),
    /** When the grant that comes of it ends by itself. */
    endsAt: moment("ends_at"),
  },
  (t) => [
    primaryKey({ columns: [t.invitationId, t.projectId] }),
    index("invitation_projects_giver").on(t.orgId, t.givenBy),
    foreignKey({ columns: [t.orgId, t.invitationId], foreignColumns: [invitations.orgId, invitations.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] }).onDelete("cascade"),
  ],
);

export const invitationTeams = pgTable(
  "invitation_teams",
  {
    orgId: integer("org_id").notNull(),
    invitationId: text("invitation_id").notNull(),
    teamId: text("team_id").notNull(),
    givenBy: text("given_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.invitationId, t.teamId] }),
    index("invitation_teams_giver").on(t.orgId, t.givenBy),
    foreignKey({ columns: [t.orgId, t.invitationId], foreignColumns: [invitations.orgId, invitations.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }).onDelete("cascade"),
  ],
);

/** Neither accepted, declined nor revoked; an open one may have expired. In the words of the indexes, which then fit. */
export const invitationIsOpen = sql`(${invitations.acceptedAt} is null and ${invitations.declinedAt} is null and ${invitations.revokedAt} is null)`;

import { sql } from "drizzle-orm";
import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { projectRole } from "./enums";
import { members, orgs } from "./orgs";
import { projects } from "./projects";
import { users } from "./users";

/** People who reach the same projects with the same role. */
export const teams = pgTable(
  "teams",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    role: projectRole("role").notNull(),
    createdAt: moment("created_at").notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    /** How many people and projects are in it, deleted projects apart; kept by triggers. */
    memberCount: integer("member_count").notNull().default(0),
    projectCount: integer("project_count").notNull().default(0),
    /** One more with every change of the team, its people and its projects; kept by a trigger. */
    version: integer("version").notNull().default(1),
    /** The form's own id, so that a double click makes one team. */
    requestKey: text("request_key"),
  },
  (t) => [
    unique("teams_org_id_key").on(t.orgId, t.id),
    uniqueIndex("teams_name_key").on(t.orgId, sql`lower(${t.name})`),
    uniqueIndex("teams_request_key").on(t.requestKey),
    index("teams_by_name").on(t.orgId, sql`lower(${t.name})`, t.id),
    index("teams_by_role").on(t.orgId, t.role, t.id),
    index("teams_by_members").on(t.orgId, t.memberCount, t.id),
    index("teams_by_projects").on(t.orgId, t.projectCount, t.id),
    index("teams_by_created").on(t.orgId, t.createdAt, t.id),
    index("teams_search").using("gin", t.orgId, sql`lower(${t.name}) gin_trgm_ops`),
  ],
);

export const teamMembers = pgTable(
  "team_members",
  {
    orgId: integer("org_id").notNull(),
    teamId: text("team_id").notNull(),
    userId: text("user_id").notNull(),
    addedAt: moment("added_at").notNull(),
    addedBy: text("added_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.userId] }),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [members.orgId, members.userId] }).onDelete("cascade"),
    index("team_members_user").on(t.orgId, t.userId),
    index("team_members_by_added").on(t.teamId, t.addedAt, t.userId),
  ],
);

export const teamProjects = pgTable(
  "team_projects",
  {
    orgId: integer("org_id").notNull(),
    teamId: text("team_id").notNull(),
    projectId: integer("project_id").notNull(),
    addedAt: moment("added_at").notNull(),
    addedBy: text("added_by").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.projectId] }),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] }).onDelete("cascade"),
    index("team_projects_project").on(t.projectId),
  ],
);

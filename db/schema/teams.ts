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
  },
  (t) => [
    unique("teams_org_id_key").on(t.orgId, t.id),
    uniqueIndex("teams_name_key").on(t.orgId, sql`lower(${t.name})`),
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

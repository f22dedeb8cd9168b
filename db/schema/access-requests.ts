import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { projectRole } from "./enums";
import { members } from "./orgs";
import { projects } from "./projects";
import { users } from "./users";

/** A member who asks for a project of their org that they do not reach. One open request per person and project. */
export const accessRequests = pgTable(
  "access_requests",
  {
    id: text("id").primaryKey(),
    orgId: integer("org_id").notNull(),
    projectId: integer("project_id").notNull(),
    userId: text("user_id").notNull(),
    /** Why, in their own words. */
    reason: text("reason").notNull().default(""),
    askedAt: moment("asked_at").notNull(),
    answeredAt: moment("answered_at"),
    answeredBy: text("answered_by").references(() => users.id, { onDelete: "set null" }),
    outcome: text("outcome", { enum: ["granted", "declined", "withdrawn"] }),
    /** The role that was given. */
    role: projectRole("role"),
    /** What the answerer said. */
    answer: text("answer").notNull().default(""),
  },
  (t) => [
    uniqueIndex("access_requests_open").on(t.projectId, t.userId).where(sql`${t.outcome} is null`),
    index("access_requests_project").on(t.projectId, t.askedAt),
    index("access_requests_user").on(t.userId, t.askedAt),
    foreignKey({ columns: [t.orgId, t.projectId], foreignColumns: [projects.orgId, projects.id] })
      .onDelete("cascade")
      .onUpdate("cascade"),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [members.orgId, members.userId] }).onDelete("cascade"),
    check("access_requests_answered", sql`(${t.outcome} is null) = (${t.answeredAt} is null)`),
  ],
);

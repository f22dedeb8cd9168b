import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { orgs } from "./orgs";
import { datasets, projects } from "./projects";

/**
 * Events by month of their time (the migration makes the table partitioned). The key is the repetition rule: the
 * same event, person, time and insert id in one dataset is one event, and one person's data lies together.
 */
export const events = pgTable(
  "events",
  {
    datasetId: bigint("dataset_id", { mode: "number" }).notNull(),
    distinctId: text("distinct_id").notNull(),
    time: moment("time").notNull(),
    event: text("event").notNull(),
    insertId: text("insert_id").notNull(),
    properties: jsonb("properties").notNull(),
    arrivedAt: moment("arrived_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.datasetId, t.distinctId, t.time, t.event, t.insertId] }),
    index("events_by_time").on(t.datasetId, t.time),
    // Events lie in the order they arrived: what came in the last minutes is found at the end of the table. Its newest
    // pages are only known to the index when it is told to look at them by itself.
    index("events_by_arrival").using("brin", t.arrivedAt).with({ autosummarize: true, pages_per_range: 64 }),
  ],
);

/**
 * Insert ids of events whose time is ours, kept five days: those that came without a time (`sent_at` is -infinity)
 * repeat by insert id alone, those whose time lay in the future by insert id and the time that was sent.
 */
export const timelessEvents = pgTable(
  "timeless_events",
  {
    datasetId: bigint("dataset_id", { mode: "number" }).notNull(),
    distinctId: text("distinct_id").notNull(),
    event: text("event").notNull(),
    insertId: text("insert_id").notNull(),
    sentAt: moment("sent_at").notNull(),
    arrivedAt: moment("arrived_at").notNull(),
  },
  (t) => [
    primaryKey({ name: "timeless_events_pk", columns: [t.datasetId, t.distinctId, t.event, t.insertId, t.sentAt] }),
    index("timeless_events_arrived").on(t.arrivedAt),
  ],
);

export const profiles = pgTable(
  "profiles",
  {
    datasetId: bigint("dataset_id", { mode: "number" })
      .notNull()
      .references(() => datasets.id),
    distinctId: text("distinct_id").notNull(),
    properties: jsonb("properties").notNull(),
    createdAt: moment("created_at").notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.distinctId] })],
);

/** Profiles of groups such as companies: which kind of group, and which one. They are not counted as profiles of people. */
export const groupProfiles = pgTable(
  "group_profiles",
  {
    datasetId: bigint("dataset_id", { mode: "number" })
      .notNull()
      .references(() => datasets.id),
    groupKey: text("group_key").notNull(),
    groupId: text("group_id").notNull(),
    properties: jsonb("properties").notNull(),
    createdAt: moment("created_at").notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.groupKey, t.groupId] })],
);

/**
 * Ids that identity events joined to a person's: `$identify` an anonymous id, `$create_alias` another name, `$merge` one
 * of two. The first person an id was joined to keeps it.
 */
export const aliases = pgTable(
  "aliases",
  {
    datasetId: bigint("dataset_id", { mode: "number" })
      .notNull()
      .references(() => datasets.id),
    alias: text("alias").notNull(),
    distinctId: text("distinct_id").notNull(),
    arrivedAt: moment("arrived_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.alias] }), index("aliases_of_person").on(t.datasetId, t.distinctId)],
);

/**
 * Stored events by name and UTC day of arrival: which names a project has, and how often each came. Written in the
 * transaction that stores them.
 */
export const eventDays = pgTable(
  "event_days",
  {
    datasetId: bigint("dataset_id", { mode: "number" }).notNull(),
    event: text("event").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    events: bigint("events", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.event, t.day] })],
);

/** Profiles that exist, per dataset; written in the transaction that makes or deletes them. */
export const profileCounts = pgTable("profile_counts", {
  datasetId: bigint("dataset_id", { mode: "number" })
    .primaryKey()
    .references(() => datasets.id, { onDelete: "cascade" }),
  profiles: bigint("profiles", { mode: "number" }).notNull(),
});

/** Events counted by arrival, per project and UTC day; never falls, and outlives its project: it is billed. */
export const usageDays = pgTable(
  "usage_days",
  {
    orgId: integer("org_id")
      .notNull()
      .references(() => orgs.id, { onDelete: "cascade" }),
    projectId: integer("project_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    events: bigint("events", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.day] }),
    index("usage_days_org").on(t.orgId, t.day),
    // Days lie in the order they came: for what looks at one period of every org.
    index("usage_days_day").using("brin", t.day),
  ],
);

/** E3: people whose events arrived in a month (UTC), per project, as they were counted last; a job counts them nightly. */
export const usagePeople = pgTable(
  "usage_people",
  {
    projectId: integer("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    month: date("month", { mode: "string" }).notNull(),
    people: bigint("people", { mode: "number" }).notNull(),
    countedAt: moment("counted_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.month] })],
);

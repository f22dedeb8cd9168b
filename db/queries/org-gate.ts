import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { SessionFacts, UserActor } from "@/lib/authz/actor";
import { provenFactors, trustedDevice } from "@/lib/two-factor/factors";
import { textArray } from "./page";

/**
 * What stands between a member's session and their org (A5, T2, T3), judged in one place by the database, so that every
 * read and list of an org's things obeys it: `again` the org's part of the session was ended, or it is too old or was
 * unused for too long here; `enrol` a second factor has to be set up first; `prove` this session has to show it.
 */
export type OrgStep = "again" | "enrol" | "prove";

type Session = { [Name in "createdAt" | "lastSeenAt" | "longestIdle" | "methods" | "enrolledAt"]: SQL };
type Aliases = { member?: string; org?: string };

/**
 * Null where the org is open. The query has the member's row, the org's row and the session's terms. Without a factor
 * only an identity provider's proof counts (T4): what else a session showed was taken away since.
 */
export function orgStep(session: Session, at: Date, { member = "members", org = "orgs" }: Aliases = {}) {
  const [m, o] = [sql.raw(member), sql.raw(org)];
  const moment = sql`${at.toISOString()}::timestamptz`;
  const proven = sql`(${session.methods} && ${textArray(provenFactors)}
    or (${o}.trusted_devices and ${trustedDevice} = any(${session.methods})))`;
  return sql<OrgStep | null>`case
    when ${m}.sessions_valid_from >= ${session.createdAt} then 'again'
    when ${session.createdAt} + ${o}.session_hours * interval '1 hour' <= ${moment} then 'again'
    when greatest(${session.longestIdle}, extract(epoch from ${moment} - ${session.lastSeenAt}))
      > ${o}.session_idle_hours * 3600 then 'again'
    when ${m}.two_factor_reset_at is not null then 'enrol'
    when ${o}.two_factor_from > ${moment} or ${o}.two_factor_from is null then null
    when ${session.enrolledAt} is null and not 'sso' = any(${session.methods}) then 'enrol'
    when not ${proven} then 'prove'
  end`;
}

/**
 * The part of it that needs no session, for what an org sends to a member: they have to set up a second factor first.
 * The query has the rows of org and user, and the member's where there is one.
 */
export function isClosedToPerson(at: Date) {
  return sql<boolean>`coalesce(members.two_factor_reset_at is not null
    or (orgs.two_factor_from <= ${at.toISOString()}::timestamptz and users.two_factor_enrolled_at is null), false)`;
}

/** The terms of a query that reads the session itself, joined with its user. */
export const sessionInQuery: Session = {
  createdAt: sql`sessions.created_at`,
  lastSeenAt: sql`sessions.last_seen_at`,
  longestIdle: sql`sessions.longest_idle_seconds`,
  methods: sql`sessions.methods`,
  enrolledAt: sql`users.two_factor_enrolled_at`,
};

/** The terms of somebody whose session was read before. */
export function sessionOf({ session, user }: { session: SessionFacts; user: UserActor["user"] }): Session {
  return {
    createdAt: moment(session.createdAt),
    lastSeenAt: moment(session.lastSeenAt),
    longestIdle: sql`${session.longestIdleSeconds}::int`,
    methods: sql`${textArray(session.methods)}::text[]`,
    enrolledAt: moment(user.twoFactorSince),
  };
}

function moment(at: Date | null): SQL {
  return sql`${at?.toISOString() ?? null}::timestamptz`;
}

/**
 * Whether this session of the person may look into the org of that id, for lists that go across orgs: they are a member
 * and nothing stands between.
 */
export function orgIsOpen(actor: UserActor, at: Date, orgId: SQL): SQL {
  return sql`exists (select 1 from members m join orgs o on o.id = m.org_id
    where m.org_id = ${orgId} and m.user_id = ${actor.user.id}
      and (${orgStep(sessionOf(actor), at, { member: "m", org: "o" })}) is null)`;
}

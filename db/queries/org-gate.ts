import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { SessionFacts, UserActor } from "@/lib/authz/actor";
import { planHas, planIds } from "@/lib/billing/plans";
import { factorKinds, ownProofs, trustedDevice } from "@/lib/two-factor/factors";
import { textArray } from "./page";

/**
 * What stands between a member's session and their org (A5, S2, S3, T2–T4), judged in one place by the database, so that
 * every read and list of an org's things obeys it: `again` the org's part of the session was ended, or it is too old or
 * was unused for too long here; `own` another org's identity provider showed the session, and the person did not;
 * `sso` the org wants its own to show it; `enrol` a second factor has to be set up first; `prove` this session has to
 * show it.
 */
export type OrgStep = "again" | "own" | "sso" | "enrol" | "prove";

/** Where the plan has none, nobody comes in through it, whatever is set up. */
const plansWithSso = planIds.filter((plan) => planHas(plan, "sso"));

type Session = { [Name in "id" | "createdAt" | "lastSeenAt" | "longestIdle" | "methods" | "enrolledAt"]: SQL };
type Aliases = { member?: string; org?: string };

/**
 * Null where the org is open. The query has the member's row, the org's row and the session's terms. What the org's own
 * identity provider showed stands for the second factor unless the org says otherwise (T4); then whoever has one is
 * asked for it, required or not (T2).
 */
export function orgStep(session: Session, at: Date, { member = "members", org = "orgs" }: Aliases = {}) {
  const [m, o] = [sql.raw(member), sql.raw(org)];
  const moment = sql`${at.toISOString()}::timestamptz`;
  const own = isOwn(session);
  const shown = isShown(session, o);
  const factor = sql`${session.methods} && ${textArray(factorKinds)}`;
  // S3: the way back in, should the identity provider fail.
  const wayBack = sql`(${m}.role in ('owner', 'admin') and ${factor})`;
  const proven = sql`(${factor} or (${o}.trusted_devices and ${trustedDevice} = any(${session.methods})))`;
  return sql<OrgStep | null>`case
    when ${m}.sessions_valid_from >= ${session.createdAt} then 'again'
    when ${session.createdAt} + ${o}.session_hours * interval '1 hour' <= ${moment} then 'again'
    when greatest(${session.longestIdle}, extract(epoch from ${moment} - ${session.lastSeenAt}))
      > ${o}.session_idle_hours * 3600 then 'again'
    when not ${own} and not ${shown} then 'own'
    when ${goesThrough(m, o, sql`= 'required'`)} and not ${wayBack} and not ${shown} then 'sso'
    when ${o}.sso_is_two_factor and ${shown} then null
    when ${m}.two_factor_reset_at is not null then 'enrol'
    when not ${own} and ${session.enrolledAt} is not null and not ${proven} then 'prove'
    when ${o}.two_factor_from > ${moment} or ${o}.two_factor_from is null then null
    when ${session.enrolledAt} is null then 'enrol'
    when not ${proven} then 'prove'
  end`;
}

/** Whether the org's own identity provider showed this session, through a connection that still signs people in (S2). */
export function isShown(session: Pick<Session, "id">, org: SQL = sql.raw("orgs")): SQL<boolean> {
  return sql<boolean>`exists (select 1 from session_proofs sp join connections sc on sc.id = sp.connection_id
    where sp.session_id = ${session.id} and sp.org_id = ${org}.id and sc.org_id = ${org}.id and sc.stage <> 'draft')`;
}

/**
 * S2: an org that another's identity provider does not open is not even named, whatever else stands before it. The query
 * has the org's row.
 */
export function isNotHidden(session: Session): SQL {
  return sql`(${isOwn(session)} or ${isShown(session)})`;
}

/** Whether the person showed the session themselves. */
function isOwn({ methods }: Session): SQL {
  return sql`(${methods} && ${textArray(ownProofs)})`;
}

/** Whether the member's e-mail lies in a domain whose connection is at such a stage. */
function goesThrough(member: SQL, org: SQL, stage: SQL): SQL {
  return sql`exists (select 1 from domains sd join connections sc on sc.id = sd.connection_id and sc.stage ${stage}
    where sd.org_id = ${org}.id and sd.verified_at is not null and sd.domain = split_part(${member}.email, '@', 2))`;
}

/**
 * T4: whether the member comes in through single sign-on that stands for the second factor, as far as can be said
 * without a session. The query has the rows of member and org.
 */
export const ssoIsTheirFactor = sql<boolean>`(orgs.sso_is_two_factor and orgs.plan::text = any(${textArray(plansWithSso)})
  and ${goesThrough(sql.raw("members"), sql.raw("orgs"), sql`<> 'draft'`)})`;

/**
 * The part of it that needs no session, for what an org sends to a member: they have to set up a second factor first.
 * The query has the rows of org and user, and the member's where there is one.
 */
export function isClosedToPerson(at: Date) {
  return sql<boolean>`coalesce((members.two_factor_reset_at is not null
    or (orgs.two_factor_from <= ${at.toISOString()}::timestamptz and users.two_factor_enrolled_at is null))
    and not ${ssoIsTheirFactor}, false)`;
}

/** The terms of a query that reads the session itself, joined with its user. */
export const sessionInQuery: Session = {
  id: sql`sessions.id`,
  createdAt: sql`sessions.created_at`,
  lastSeenAt: sql`sessions.last_seen_at`,
  longestIdle: sql`sessions.longest_idle_seconds`,
  methods: sql`sessions.methods`,
  enrolledAt: sql`users.two_factor_enrolled_at`,
};

/** The terms of somebody whose session was read before. */
export function sessionOf({ session, user }: { session: SessionFacts; user: UserActor["user"] }): Session {
  return {
    id: sql`${session.id}::text`,
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

import "server-only";
import { and, asc, desc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { type Database, db, type Tx } from "@/db/client";
import { passkeys, recoveryCodes, secondFactors, trustedDevices, users } from "@/db/schema";
import type { UserActor } from "@/lib/authz/actor";
import { type FactorKind, type Factors, factorKinds } from "@/lib/two-factor/factors";

/** What an account has to prove with, beside its password. */

const confirmed = (userId: string, kind: "totp" | "text") =>
  sql`exists (select 1 from second_factors f where f.user_id = ${userId} and f.kind = ${kind} and f.confirmed_at is not null)`;

export type AccountFactors = Factors & {
  email: string;
  hasPassword: boolean;
  /** The kind used last. */
  last: FactorKind | null;
};

/** The factors of one account; null for an account that is gone. Inside the caller's transaction where one is given. */
export async function getFactors(userId: string, from: Tx | Database = db()): Promise<AccountFactors | null> {
  const [row] = await from
    .select({
      email: users.email,
      hasPassword: sql<boolean>`${users.passwordHash} is not null`,
      totp: sql<boolean>`${confirmed(userId, "totp")}`,
      textTo: sql<string | null>`case when ${users.phoneVerifiedAt} is not null and ${confirmed(userId, "text")}
        then ${users.phone} end`,
      passkeys: sql<number>`(select count(*)::int from ${passkeys} where ${passkeys.userId} = ${userId})`,
      recoveryCodes: sql<number>`(select count(*)::int from ${recoveryCodes} where ${recoveryCodes.userId} = ${userId})`,
      last: users.lastFactor,
    })
    .from(users)
    .where(eq(users.id, userId));
  return row ? { ...row, last: factorKinds.find((kind) => kind === row.last) ?? null } : null;
}

export type OwnFactors = AccountFactors & {
  /** The verified number, whether codes are texted to it or not. */
  phone: string | null;
  totpSince: Date | null;
  totpUsedAt: Date | null;
  textSince: Date | null;
  textUsedAt: Date | null;
  codesMadeAt: Date | null;
};

/** The same with what one's own security page tells of them. */
export async function getOwnFactors(actor: UserActor): Promise<OwnFactors> {
  const { id } = actor.user;
  const [factors, rows, [more]] = await Promise.all([
    getFactors(id),
    db()
      .select({ kind: secondFactors.kind, since: secondFactors.confirmedAt, usedAt: secondFactors.lastUsedAt })
      .from(secondFactors)
      .where(and(eq(secondFactors.userId, id), isNotNull(secondFactors.confirmedAt))),
    db()
      .select({
        phone: sql<string | null>`case when ${users.phoneVerifiedAt} is not null then ${users.phone} end`,
        madeAt: sql<Date | null>`(select min(${recoveryCodes.createdAt}) from ${recoveryCodes}
          where ${recoveryCodes.userId} = ${users.id})`.mapWith(recoveryCodes.createdAt),
      })
      .from(users)
      .where(eq(users.id, id)),
  ]);
  if (!factors) throw new Error("The account of a session is gone.");
  const totp = rows.find((row) => row.kind === "totp");
  const text = rows.find((row) => row.kind === "text");
  return {
    ...factors,
    phone: more?.phone ?? null,
    totpSince: totp?.since ?? null,
    totpUsedAt: totp?.usedAt ?? null,
    textSince: text?.since ?? null,
    textUsedAt: text?.usedAt ?? null,
    codesMadeAt: more?.madeAt ?? null,
  };
}

/** The secret that waits for its first code, still encrypted; null where none does. */
export async function getWaitingTotp(actor: UserActor, since: Date): Promise<{ id: string; secret: string } | null> {
  const { id, secret, userId, kind, confirmedAt, createdAt } = secondFactors;
  const [row] = await db()
    .select({ id, secret: sql<string>`${secret}` })
    .from(secondFactors)
    .where(and(eq(userId, actor.user.id), eq(kind, "totp"), sql`${confirmedAt} is null`, gt(createdAt, since)));
  return row ?? null;
}

export type OwnPasskey = {
  id: string;
  name: string;
  backedUp: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
};

export function listPasskeys(actor: UserActor): Promise<OwnPasskey[]> {
  const { id, name, backedUp, createdAt, lastUsedAt, userId } = passkeys;
  return db()
    .select({ id, name, backedUp, createdAt, lastUsedAt })
    .from(passkeys)
    .where(eq(userId, actor.user.id))
    .orderBy(asc(createdAt), id);
}

export type OwnTrustedDevice = {
  id: string;
  agent: string | null;
  ip: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
};

export function listTrustedDevices(actor: UserActor, at: Date): Promise<OwnTrustedDevice[]> {
  const { id, agent, ip, createdAt, lastUsedAt, expiresAt, userId } = trustedDevices;
  return db()
    .select({ id, agent, ip, createdAt, lastUsedAt, expiresAt })
    .from(trustedDevices)
    .where(and(eq(userId, actor.user.id), gt(expiresAt, at)))
    .orderBy(desc(lastUsedAt), id)
    .limit(100);
}

/** Whether an org, or every org, of somebody lets them trust a device. */
export async function mayTrustDevices(userId: string): Promise<"all" | "some" | "none"> {
  const [row] = await db().execute<{ some: boolean; every: boolean }>(sql`
    select coalesce(bool_or(o.trusted_devices), true) as some, coalesce(bool_and(o.trusted_devices), true) as every
    from members m join orgs o on o.id = m.org_id and o.deleted_at is null where m.user_id = ${userId}`);
  return row?.every === false ? (row.some ? "some" : "none") : "all";
}

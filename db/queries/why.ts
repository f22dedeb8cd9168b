import "server-only";
import { and, eq, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, projects } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import type { OrgRole } from "@/lib/authz/roles";

export type AskedPerson = { userId: string; name: string; email: string; role: OrgRole };
export type AskedProject = { id: number; name: string };

/** A person of the org by id or exact e-mail. */
export async function findAskedPerson(actor: OrgActor, text: string): Promise<AskedPerson | null> {
  const [row] = await db()
    .select({ userId: members.userId, name: members.name, email: members.email, role: members.role })
    .from(members)
    .where(
      and(
        eq(members.orgId, actor.org.id),
        text.includes("@") ? eq(members.email, text.toLowerCase()) : eq(members.userId, text),
      ),
    );
  return row ?? null;
}

/** A project of the org by id, or by name in any capitals. */
export async function findAskedProject(actor: OrgActor, text: string): Promise<AskedProject | null> {
  const named = eq(sql`lower(${projects.name})`, text.toLowerCase());
  const [row] = await db()
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(
      and(
        eq(projects.orgId, actor.org.id),
        isNull(projects.deletedAt),
        /^[1-9]\d{8}$/.test(text) ? or(eq(projects.id, Number(text)), named) : named,
      ),
    )
    .orderBy(sql`${projects.id}::text = ${text} desc`)
    .limit(1);
  return row ?? null;
}

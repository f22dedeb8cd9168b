import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { projects, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { projectRoleNames } from "@/lib/authz/roles";
import type { PickerOption } from "@/lib/pickers";
import { textArray } from "./page";

const withoutScript = 50;

/** Projects and teams to choose from without script when inviting: the first by name. */
export async function listInvitePickers(actor: OrgActor): Promise<{ projects: PickerOption[]; teams: PickerOption[] }> {
  const [projectRows, teamRows] = await Promise.all([
    db()
      .select({ id: sql<string>`${projects.id}::text`, label: projects.name })
      .from(projects)
      .where(and(eq(projects.orgId, actor.org.id), isNull(projects.deletedAt)))
      .orderBy(sql`lower(${projects.name})`, projects.id)
      .limit(withoutScript),
    db()
      .select({ id: teams.id, label: teams.name, role: teams.role })
      .from(teams)
      .where(eq(teams.orgId, actor.org.id))
      .orderBy(sql`lower(${teams.name})`, teams.id)
      .limit(withoutScript),
  ]);
  return { projects: projectRows, teams: teamRows.map(withRole) };
}

/** Those of the org among these ids, by name: what was chosen before the form came back. */
export async function listPicked(
  actor: OrgActor,
  ids: { projects: string[]; teams: string[] },
): Promise<{ projects: PickerOption[]; teams: PickerOption[] }> {
  const [projectRows, teamRows] = await Promise.all([
    ids.projects.length === 0
      ? []
      : db()
          .select({ id: sql<string>`${projects.id}::text`, label: projects.name })
          .from(projects)
          .where(
            and(
              eq(projects.orgId, actor.org.id),
              isNull(projects.deletedAt),
              sql`${projects.id}::text = any(${textArray(ids.projects)})`,
            ),
          )
          .orderBy(sql`lower(${projects.name})`),
    ids.teams.length === 0
      ? []
      : db()
          .select({ id: teams.id, label: teams.name, role: teams.role })
          .from(teams)
          .where(and(eq(teams.orgId, actor.org.id), sql`${teams.id} = any(${textArray(ids.teams)})`))
          .orderBy(sql`lower(${teams.name})`),
  ]);
  return { projects: projectRows, teams: teamRows.map(withRole) };
}

function withRole({
  id,
  label,
  role,
}: {
  id: string;
  label: string;
  role: keyof typeof projectRoleNames;
}): PickerOption {
  return { id, label, hint: `${projectRoleNames[role]} on its projects` };
}

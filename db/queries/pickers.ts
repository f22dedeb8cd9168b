import "server-only";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { members, projects, teams } from "@/db/schema";
import type { OrgActor } from "@/lib/authz/actor";
import { projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";
import { type PickerOption, pickerSize } from "@/lib/pickers";
import { containing } from "./page";

/** What pickers of an org offer for a few letters: the first by name, one more than they show. */

type Asked = { q: string /** Without what is in this team already. */; notInTeam?: string };

const most = pickerSize + 1;

/** People by name or e-mail. One or two letters begin a word, so that also they are answered from the index. */
export async function pickPeople(actor: OrgActor, { q, notInTeam }: Asked): Promise<PickerOption[]> {
  const rows = await db()
    .select({ id: members.userId, label: members.name, hint: members.email })
    .from(members)
    .where(
      and(
        eq(members.orgId, actor.org.id),
        q ? matching(sql`(lower(${members.name}) || ' ' || ${members.email})`, q) : undefined,
        notInTeam
          ? sql`not exists (select 1 from team_members i where i.team_id = ${notInTeam} and i.user_id = ${members.userId})`
          : undefined,
      ),
    )
    .orderBy(sql`lower(${members.name})`, members.userId)
    .limit(most);
  return rows;
}

export async function pickTeams(actor: OrgActor, { q }: Asked): Promise<PickerOption[]> {
  const rows = await db()
    .select({ id: teams.id, name: teams.name, role: teams.role, projects: teams.projectCount })
    .from(teams)
    .where(and(eq(teams.orgId, actor.org.id), q ? matching(sql`lower(${teams.name})`, q) : undefined))
    .orderBy(sql`lower(${teams.name})`, teams.id)
    .limit(most);
  return rows.map(({ id, name, role, projects: count }) => ({
    id,
    label: name,
    hint: `${projectRoleNames[role]} on ${countOf(count, "project")}`,
  }));
}

export async function pickProjects(actor: OrgActor, { q, notInTeam }: Asked): Promise<PickerOption[]> {
  const rows = await db()
    .select({ id: projects.id, label: projects.name, hint: projects.timezone })
    .from(projects)
    .where(
      and(
        eq(projects.orgId, actor.org.id),
        isNull(projects.deletedAt),
        q ? matching(sql`lower(${projects.name})`, q) : undefined,
        notInTeam
          ? sql`not exists (select 1 from team_projects i where i.team_id = ${notInTeam} and i.project_id = ${projects.id})`
          : undefined,
      ),
    )
    .orderBy(sql`lower(${projects.name})`, projects.id)
    .limit(most);
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}

/** Letters of scripts that set no blanks between words are looked for anywhere, however few. */
function matching(text: SQL, q: string): SQL {
  const anywhere = containing(q);
  if (
    q.length > 2 ||
    !/^[\p{L}\p{N}]+$/u.test(q) ||
    /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u.test(q)
  )
    return sql`${text} like ${anywhere}`;
  const word = anywhere.slice(1);
  return sql`(${text} like ${word} or ${text} like ${`% ${word}`})`;
}

import type postgres from "postgres";
import { newId } from "@/lib/ids";
import type { Org, Person } from "./people";

/** An uploaded list that waits to be started: a good line, a broken one and one that a limit held back. */
export async function makeImport(sql: postgres.Sql, org: Org, by: Person): Promise<string> {
  const id = newId("progress");
  const input = { fileName: "people.csv", unused: ["Name"], startedAt: null };
  await sql`
    insert into progress (id, org_id, started_by, kind, input, total, created_at)
    values (${id}, ${org.id}, ${by.id}, 'invitation_import', ${sql.json(input)}, 2, now())`;
  const cells = (email: string) => sql.json({ email, role: "", teams: "", projects: "" });
  const gives = sql.json({ role: "member", projects: [], teams: [] });
  await sql`
    insert into import_rows (import_id, line, email, cells, gives, outcome, note, retry_at)
    values (${id}, 2, 'good@south.test', ${cells("good@south.test")}, ${gives}, null, null, null),
      (${id}, 3, 'rubbish', ${cells("rubbish")}, null, 'wrong', '“rubbish” is not an e-mail address.', null),
      (${id}, 4, 'late@south.test', ${cells("late@south.test")}, ${gives}, 'limited',
        'Your organization has sent its invitations for today.', now() + interval '5 hours')`;
  return id;
}

import type postgres from "postgres";
import { newId } from "@/lib/ids";
import type { Org, Person, Project } from "./people";

/** A deletion that still waits. Nobody runs it: no job was made with it. */
export async function makePrivacyRequest(sql: postgres.Sql, org: Org, owner: Person, project: Project) {
  const id = newId("privacyRequest");
  await sql`
    insert into privacy_requests (id, org_id, project_id, kind, regulation, disclosure, status, by_api, requested_at, requested_by, due_at, starts_at, id_count)
    values (${id}, ${org.id}, ${project.id}, 'deletion', 'GDPR', 'Data', 'PENDING', true, now() - interval '12 minutes', ${owner.id},
      now() + interval '30 days', now() + interval '48 minutes', 3)`;
  await sql`insert into privacy_request_ids (request_id, n, distinct_id) select ${id}, n, ${`${id} `} || n from generate_series(1, 3) n`;
  return id;
}

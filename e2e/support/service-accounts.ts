import type postgres from "postgres";
import { newId, newNumericId, newSecret } from "@/lib/ids";
import type { Org, Person, Project } from "./people";

/** A service account that is in use, on one project, with 9 days left. */
export async function makeServiceAccount(sql: postgres.Sql, org: Org, owner: Person, project: Project) {
  const [id, userId] = [newNumericId(), newId("serviceUser")];
  const username = `warehouse-import.${String(id).slice(0, 6)}.mp-service-account`;
  await sql`
    insert into users (id, name, email, limited_to_org_id)
    values (${userId}, 'Warehouse import', ${`${username}@service-accounts.invalid`}, ${org.id})`;
  await sql`
    insert into service_accounts (id, org_id, user_id, name, username, secret_hash, ending, role, created_at, created_by, secret_at, last_used_at, expires_at)
    values (${id}, ${org.id}, ${userId}, 'Warehouse import', ${username}, ${newSecret()}, 'x9Qz', 'member', now() - interval '20 days', ${owner.id},
      now() - interval '20 days', now() - interval '3 hours', now() + interval '9 days')`;
  await sql`
    insert into service_account_projects (org_id, account_id, project_id, role, given_at, given_by)
    values (${org.id}, ${id}, ${project.id}, 'admin', now(), ${owner.id})`;
  return id;
}

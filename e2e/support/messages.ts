import type postgres from "postgres";
import type { Person, Project } from "./people";

/** Twilio, and a certificate that ends in ten days, as far as pages show them: nobody can send through these. */
export async function makeChannels(sql: postgres.Sql, project: Project, by: Person): Promise<void> {
  const twilio = { accountSid: `AC${"1a".repeat(16)}`, sender: "+15550100199", lastFour: "9f3c" };
  const expiresAt = new Date(Date.now() + 10 * 24 * 3600_000).toISOString();
  const certificate = { topic: "com.example.app", sandbox: false, expiresAt, lastFour: "71d0" };
  await sql`
    insert into message_channels (project_id, kind, facts, credential, added_at, added_by)
    values (${project.id}, 'twilio', ${JSON.stringify(twilio)}::text::jsonb, 'none', now() - interval '3 days', ${by.id}),
      (${project.id}, 'apns_certificate', ${JSON.stringify(certificate)}::text::jsonb, 'none', now() - interval '300 days', ${by.id})`;
}

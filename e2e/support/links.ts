import { createHmac, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type postgres from "postgres";
import type { OrgRole, ProjectRole } from "@/lib/authz/roles";
import { newId } from "@/lib/ids";
import type { Org, Person, Project } from "./people";
import type { Site } from "./test";

type Purpose =
  | "invitation.mail"
  | "invitation.copy"
  | "sign-up"
  | "password-reset"
  | "browser"
  | "billing-email"
  | "unsubscribe"
  | "email-change"
  | "not-me"
  | "sso-link";

/** A link as the app would mail it, made with its own secret. */
export function linkOf(site: Pick<Site, "url" | "dataDir">, purpose: Purpose, id: string, version = 1): string {
  const pages: Record<Purpose, string> = {
    "invitation.mail": "/invite",
    "invitation.copy": "/invite",
    "sign-up": "/verify-email",
    "password-reset": "/reset-password",
    browser: "/sign-in/browser",
    "billing-email": "/billing-email",
    unsubscribe: "/unsubscribe",
    "email-change": "/confirm-email",
    "not-me": "/not-me",
    "sso-link": "/sso-link",
  };
  const { APP_SECRET } = JSON.parse(readFileSync(path.join(site.dataDir, "secrets.json"), "utf8"));
  const key = Buffer.from(hkdfSync("sha256", String(APP_SECRET), "atrium", `link:${purpose}`, 32));
  const seal = createHmac("sha256", key).update(`${id}.${version}`).digest("base64url");
  return `${site.url}${pages[purpose]}/${id}.${seal}`;
}

export type Invited = { id: string; email: string; link: string; copiedLink: string };

type Given = {
  role?: OrgRole;
  projects?: { project: Project; role: ProjectRole }[];
  teams?: string[];
};

/** An invitation in the database and its links; nothing is mailed. */
export async function makeInvitation(
  sql: postgres.Sql,
  site: Site,
  { org, giver, email }: { org: Org; giver: Person; email: string },
  { role = "member", projects = [], teams = [] }: Given = {},
): Promise<Invited> {
  const id = newId("invitation");
  await sql.begin(async (tx) => {
    await tx`
      insert into invitations (id, org_id, email, role, role_given_by, created_at, sent_at, expires_at)
      values (${id}, ${org.id}, ${email}, ${role}, ${giver.id}, now(), now(), now() + interval '7 days')`;
    for (const { project, role: projectRole } of projects) {
      await tx`
        insert into invitation_projects (org_id, invitation_id, project_id, role, given_by)
        values (${org.id}, ${id}, ${project.id}, ${projectRole}, ${giver.id})`;
    }
    for (const teamId of teams) {
      await tx`
        insert into invitation_teams (org_id, invitation_id, team_id, given_by)
        values (${org.id}, ${id}, ${teamId}, ${giver.id})`;
    }
  });
  return {
    id,
    email,
    link: linkOf(site, "invitation.mail", id),
    copiedLink: linkOf(site, "invitation.copy", id),
  };
}

import * as z from "zod/mini";
import { projectRoles } from "@/lib/authz/roles";
import { emailField, nameField, timezoneField } from "@/lib/fields";

/** Bodies and results of the management API (WIRE §3). The OpenAPI document is made from them. */

const projectRole = z.enum(projectRoles, "must be owner, admin, analyst or consumer");
const id = z.int().check(z.minimum(100_000_000), z.maximum(999_999_999));
const teamId = z.string().check(z.regex(/^[a-z0-9_]{1,64}$/));
const most = 200;
const list = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.minLength(1), z.maxLength(most));

export const bodies = {
  createServiceAccount: z.object({
    username: nameField("a username", 60),
    role: z._default(projectRole, "analyst"),
    expires: z._default(z.nullable(z.iso.datetime({ offset: true })), null),
    projects: z._default(z.array(z.object({ id, role: z.optional(projectRole) })).check(z.maxLength(most)), []),
  }),
  addToProject: z.object({
    projects: list(z.object({ id, role: projectRole })),
    service_account_ids: list(id),
  }),
  removeFromProject: z.object({ projects: list(z.object({ id, service_account_ids: list(id) })) }),
  createProjects: z.object({
    projectNames: list(nameField("a name for the project")),
    timezone: z._default(timezoneField(), "UTC"),
  }),
  deleteProjects: z.object({ projectIds: list(id) }),
  addTeams: z.object({
    teams: list(z.object({ name: nameField("a name for the team"), role: z.optional(projectRole) })),
  }),
  updateTeam: z.object({
    name: z.optional(nameField("a name for the team")),
    role: z.optional(projectRole),
    addUsers: z._default(z.array(emailField()).check(z.maxLength(most)), []),
    removeUsers: z._default(z.array(emailField()).check(z.maxLength(most)), []),
    addProjects: z._default(z.array(id).check(z.maxLength(most)), []),
    removeProjects: z._default(z.array(id).check(z.maxLength(most)), []),
  }),
  deleteTeams: z.object({ teams: list(teamId) }),
  addUsers: z.object({ users: list(emailField()), projects: list(id), role: z._default(projectRole, "analyst") }),
  deleteUsers: z.object({ users: list(emailField()) }),
  updateTwoFactor: z.object({
    required: z.boolean(),
    graceDays: z._default(z.int().check(z.minimum(0), z.maximum(90)), 14),
  }),
} as const;

const at = z.string();
const maybeAt = z.nullable(at);
const serviceAccount = z.object({
  id: z.int(),
  username: z.string(),
  last_used: maybeAt,
  expires: maybeAt,
  creator: z.nullable(z.string()),
  creator_name: z.nullable(z.string()),
  creator_email: z.nullable(z.string()),
  created: at,
  user: z.string(),
  org_role: z.string(),
});
const project = z.object({
  id: z.int(),
  name: z.string(),
  token: z.string(),
  api_key: z.string(),
  api_secret: z.nullable(z.string()),
  timezone_name: z.string(),
  url: z.string(),
});
const team = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  members: z.array(z.object({ id: z.string(), name: z.string(), email: z.string() })),
  projects: z.array(z.object({ id: z.int(), name: z.string() })),
});
const ok = z.object({ status: z.literal("ok") });
const results = <T extends z.ZodMiniType>(of: T) => z.object({ status: z.literal("ok"), results: of });

export const answers = {
  ok,
  serviceAccounts: results(z.array(serviceAccount)),
  serviceAccount: results(serviceAccount),
  newServiceAccount: results(z.extend(serviceAccount, { token: z.string() })),
  projectServiceAccounts: results(
    z.array(
      z.extend(serviceAccount, {
        hasSensitiveAccess: z.boolean(),
        role: z.string(),
        role_order: z.int(),
        target_type: z.enum(["individual", "team", "organization"]),
        email: z.string(),
      }),
    ),
  ),
  me: results(
    z.object({
      user_id: z.string(),
      user_name: z.string(),
      user_email: z.string(),
      organizations: z.record(
        z.string(),
        z.object({ id: z.int(), name: z.string(), role: z.string(), permissions: z.array(z.string()) }),
      ),
      projects: z.record(
        z.string(),
        z.object({
          name: z.string(),
          organization_id: z.int(),
          timezone: z.string(),
          has_workspaces: z.boolean(),
          domain: z.string(),
          type: z.string(),
          role: z.string(),
          permissions: z.array(z.string()),
        }),
      ),
      workspaces: z.record(z.string(), z.unknown()),
    }),
  ),
  projects: results(z.array(project)),
  teams: results(z.array(team)),
  users: results(
    z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.string(), joined: at })),
  ),
  added: results(
    z.object({ added: z.array(z.string()), invited: z.array(z.string()), unchanged: z.array(z.string()) }),
  ),
  twoFactor: results(z.object({ required: z.boolean(), from: maybeAt })),
} as const;

export const failure = z.object({ error: z.string(), status: z.literal("error") });

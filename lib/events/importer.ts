import "server-only";
import { getProjectToken } from "@/db/queries/access-keys";
import { projectOfKey } from "@/lib/auth/access-key";
import { basicCredentials, type Credentials } from "@/lib/auth/credentials";
import { serviceActorOf, serviceOnProject } from "@/lib/auth/service-access";
import { nowhere } from "@/lib/authz/actor";
import { projectRoleMay } from "@/lib/authz/permissions";
import { now } from "@/lib/clock";
import { isToken } from "./projects-of";
import type { WireParams } from "./wire";

/**
 * Whose data `/import` fills (WIRE §2.3), as the token that stands for it: `<token>:` and `<api secret>:` are the
 * project's own keys, and so is the `api_key` of older clients; a service account names a project that it owns or
 * administers. Null for what works not, or not any more.
 */
export async function importerOf(
  authorization: string | undefined,
  { apiKey, projectId }: WireParams,
): Promise<string | null> {
  const at = now();
  const given = basicCredentials(authorization);
  if (!given) return apiKey === undefined ? null : ((await projectOfKey("api_key", apiKey, at))?.token ?? null);
  const { name, secret } = given;
  if (secret !== "") return bySecret(given, projectId);
  // Every key of a project has the form of a token.
  if (!isToken(name)) return null;
  const byToken = await projectOfKey("token", name, at);
  // The token as it came: one that was rotated gets its last use.
  return byToken ? name : ((await projectOfKey("api_secret", name, at))?.token ?? null);
}

/** Who may see the project's keys may import by them, and so by this. */
async function bySecret(given: Credentials, projectId: string | undefined): Promise<string | null> {
  if (projectId === undefined || !/^[1-9]\d{8}$/.test(projectId)) return null;
  const account = await serviceActorOf(given, nowhere);
  const onProject = account && (await serviceOnProject(account, Number(projectId)));
  return onProject && projectRoleMay(onProject.projectRole, "project.settings.view")
    ? getProjectToken(onProject)
    : null;
}

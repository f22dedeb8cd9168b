import "server-only";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { RuleBroken } from "@/lib/errors";
import { problemOfAll, readIds } from "./ids";
import { askPrivacyRequest } from "./requests";
import type { AskPrivacyInput } from "./schemas";

const mostBytes = 1024 * 1024;

/** A request as the form sends it: ids typed or in a file, of which every line is judged. */
export async function askFromForm(actor: OrgActor, input: AskPrivacyInput): Promise<{ id: string }> {
  const { kind, regulation, disclosure } = input;
  // A browser sends an empty one where none was chosen.
  const file = input.file && input.file.size > 0 ? input.file : null;
  const field = file ? "file" : "ids";
  if (file && file.size > mostBytes) throw new RuleBroken("invalid", "That file is larger than 1 MB.", { field });
  const read = readIds(file ? await file.text() : input.ids);
  const problem = problemOfAll(read);
  if (problem) throw new RuleBroken("invalid", problem, { field });
  const asked = { kind, regulation, disclosure, ids: read.ids, byApi: false, requestKey: input.requestKey };
  return askPrivacyRequest(inProject(actor, Number(input.projectId)), asked);
}

/** Somebody of the org in one of its projects: what they may there is judged, and the project looked up, by the verb. */
export function inProject(actor: OrgActor, projectId: number): ProjectActor {
  return { ...actor, project: { id: projectId, name: "", timezone: "UTC" }, projectRole: "consumer" };
}

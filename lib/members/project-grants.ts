import "server-only";
import type { ProjectActor } from "@/lib/authz/actor";
import { mutateProject } from "@/lib/mutate";
import { changeGrantEndIn, changeGrantRoleIn, removeGrantIn } from "./grants";
import type { ChangeGrantEndInput, ChangeGrantInput, RemoveGrantInput } from "./schemas";

/** The verbs of individual grants for whoever manages one project (P4); the rules are those of `grants.ts`. */

export function changeProjectGrantRole(actor: ProjectActor, input: ChangeGrantInput): Promise<void> {
  return mutateProject(actor, "project.members.manage", (change) => changeGrantRoleIn(change, here(actor, input)));
}

export function changeProjectGrantEnd(
  actor: ProjectActor,
  input: ChangeGrantEndInput,
  endsAt: Date | null,
): Promise<void> {
  return mutateProject(actor, "project.members.manage", (change) =>
    changeGrantEndIn(change, here(actor, input), endsAt),
  );
}

export function removeProjectGrant(actor: ProjectActor, input: RemoveGrantInput): Promise<{ removed: boolean }> {
  return mutateProject(actor, "project.members.manage", (change) => removeGrantIn(change, here(actor, input)));
}

/** Whatever else the form says: the project is the one that the actor may manage. */
function here<Input extends { projectId: number }>(actor: ProjectActor, input: Input): Input {
  return { ...input, projectId: actor.project.id };
}

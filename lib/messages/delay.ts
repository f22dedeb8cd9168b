import "server-only";
import { eq } from "drizzle-orm";
import { projects } from "@/db/schema";
import type { ProjectActor } from "@/lib/authz/actor";
import { NotFound, RuleBroken } from "@/lib/errors";
import { mutateProject } from "@/lib/mutate";
import type { DelayInput } from "./schemas";

/** P5: what happens to messages while data is late. The wait is kept when another policy is chosen, for the way back. */
export function changeDelayPolicy(actor: ProjectActor, { policy, longestWait, was }: DelayInput): Promise<void> {
  return mutateProject(actor, "project.settings.edit", async ({ tx, actor: fresh, audit }) => {
    const { id } = fresh.project;
    const [present] = await tx
      .select({ policy: projects.delayPolicy, longestWait: projects.longestWait })
      .from(projects)
      .where(eq(projects.id, id));
    if (!present) throw new NotFound("project");
    const after = { policy, longestWait: Number(longestWait) };
    if (present.policy === after.policy && present.longestWait === after.longestWait) return;
    if (was !== `${present.policy} ${present.longestWait}`) {
      const message = "Somebody changed this meanwhile. Nothing was changed; reload to begin from there.";
      throw new RuleBroken("changed_meanwhile", message);
    }
    await tx
      .update(projects)
      .set({ delayPolicy: after.policy, longestWait: after.longestWait })
      .where(eq(projects.id, id));
    audit({
      orgId: fresh.org.id,
      projectId: id,
      action: "project.delay_policy_changed",
      object: { type: "project", id },
      before: present,
      after,
    });
  });
}

import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { datasets, profileCounts, projects } from "@/db/schema";
import type { AuditInput } from "@/lib/audit/write";
import type { OrgActor, ProjectActor } from "@/lib/authz/actor";
import { assertConfirmed } from "@/lib/authz/confirmation";
import { decrypt, encrypt, keyedHash } from "@/lib/crypto";
import { NotFound, RuleBroken } from "@/lib/errors";
import { newNumericId } from "@/lib/ids";
import { mutateOrg, mutateProject } from "@/lib/mutate";
import { placeOfSecret } from "@/lib/secret-places";
import type { CreateProjectInput } from "./schemas";

/** A project of the org. Names are unique within it, whatever their capitals; the same form sent twice makes one. */
export function createProject(actor: OrgActor, input: CreateProjectInput): Promise<{ projectId: number }> {
  return mutateOrg(actor, "org.projects.create", async ({ tx, actor: fresh, audit, now }) => {
    const orgId = fresh.org.id;
    const [again] = await tx
      .select({ id: projects.id })
      .from(projects)
      .where(and(eq(projects.orgId, orgId), eq(projects.requestKey, input.requestKey)));
    if (again) return { projectId: again.id };
    await assertProjectNameFree(tx, orgId, input.name);
    const projectId = await insertProject(tx, { orgId, ...input, createdBy: fresh.user.id, now }, audit);
    return { projectId };
  });
}

type NewProject = { orgId: number; name: string; timezone: string; createdBy: string; now: Date; requestKey?: string };

/** Building block: a project with its keys and an empty dataset. The API secret is stored encrypted. */
export async function insertProject(tx: Tx, project: NewProject, audit: (entry: AuditInput) => void): Promise<number> {
  const id = newNumericId();
  await tx.insert(projects).values({
    id,
    orgId: project.orgId,
    name: project.name,
    timezone: project.timezone,
    ...newKeys(id),
    datasetId: await emptyDataset(tx, project.now),
    createdAt: project.now,
    createdBy: project.createdBy,
    requestKey: project.requestKey ?? null,
  });
  audit({
    orgId: project.orgId,
    projectId: id,
    action: "project.created",
    object: { type: "project", id },
    after: { name: project.name, timezone: project.timezone },
  });
  return id;
}

/** Building block: data that a project may be pointed at. */
export async function emptyDataset(tx: Tx, at: Date): Promise<number> {
  const [dataset] = await tx.insert(datasets).values({ createdAt: at }).returning({ id: datasets.id });
  if (!dataset) throw new Error("A dataset was not made.");
  await tx.insert(profileCounts).values({ datasetId: dataset.id, profiles: 0 });
  return dataset.id;
}

/** Building block: all the access keys of a project, made anew. */
export function newKeys(projectId: number) {
  const secret = accessKey();
  return {
    token: accessKey(),
    apiKey: accessKey(),
    apiSecret: encrypt(secret, secretPlace(projectId)),
    apiSecretHash: keyedHash("api-secret", secret),
  };
}

/** The API secret in clear, to somebody who may see the access keys and confirmed it is them (A6). Audited. */
export function revealApiSecret(actor: ProjectActor): Promise<string> {
  return mutateProject(actor, "project.settings.view", async ({ tx, actor: fresh, audit, now }) => {
    assertConfirmed(fresh, now);
    const { id } = fresh.project;
    const [row] = await tx.select({ apiSecret: projects.apiSecret }).from(projects).where(eq(projects.id, id));
    if (!row) throw new NotFound("project");
    audit({ orgId: fresh.org.id, projectId: id, action: "project.secret_revealed", object: { type: "project", id } });
    return decrypt(row.apiSecret, secretPlace(id));
  });
}

/** Throws `name_taken` at the field `name`; `except` may have it. The caller holds the org's lock. */
export async function assertProjectNameFree(
  tx: Tx,
  orgId: number,
  name: string,
  message = "The organization has a project of that name. Choose another one.",
  except = 0,
): Promise<void> {
  const [taken] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(
      and(
        eq(projects.orgId, orgId),
        eq(sql`lower(${projects.name})`, sql`lower(${name})`),
        isNull(projects.deletedAt),
        ne(projects.id, except),
      ),
    );
  if (taken) throw new RuleBroken("name_taken", message, { field: "name" });
}

/** 32 hexadecimal characters, as the clients of the wire know tokens, keys and secrets. */
export function accessKey(): string {
  return randomBytes(16).toString("hex");
}

export function secretPlace(projectId: number): string {
  return placeOfSecret("projects.api_secret", projectId);
}

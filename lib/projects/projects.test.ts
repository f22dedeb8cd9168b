import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { projects } from "@/db/schema";
import { newSecret } from "@/lib/ids";
import { addMember, auditedIn, giveGrant, makeOrg, onProject, unconfirmed } from "@/lib/testing/factories";
import { refusal, refusals } from "@/lib/testing/refusal";
import { race } from "@/lib/testing/two-connections";
import { createProject, revealApiSecret } from "./projects";

const asked = (name = "Web") => ({ name, timezone: "Europe/Berlin", requestKey: newSecret() });

async function stored(id: number) {
  const [row] = await db().select().from(projects).where(eq(projects.id, id));
  if (!row) throw new Error("no project");
  return row;
}

describe("creating a project", () => {
  test("[O2] makes it with keys of 32 hexadecimal characters and an empty dataset; the secret is stored encrypted", async () => {
    const owner = await makeOrg();
    const { projectId } = await createProject(owner, asked());
    const row = await stored(projectId);
    expect(row).toMatchObject({ name: "Web", timezone: "Europe/Berlin", createdBy: owner.user.id, allUsersRole: null });
    expect([row.token, row.apiKey].every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
    expect(row.apiSecret).toMatch(/^v1\.k1\./);
    expect(await auditedIn(owner.org.id)).toEqual(["project.created"]);
  });

  test("[R5] admins do, billing admins and members do not", async () => {
    const owner = await makeOrg();
    expect(await refusal(createProject(await addMember(owner, "admin"), asked()))).toBe("done");
    for (const role of ["billing_admin", "member"] as const) {
      expect(await refusal(createProject(await addMember(owner, role), asked(role)))).toBe("Forbidden");
    }
    const other = await makeOrg();
    expect(await refusal(createProject({ ...owner, org: other.org }, asked()))).toBe("NotFound");
  });

  test("[Q1] a name is taken once, whatever its capitals, until the project is deleted", async () => {
    const owner = await makeOrg();
    const { projectId } = await createProject(owner, asked("Web"));
    await expect(createProject(owner, asked("WEB"))).rejects.toMatchObject({ code: "name_taken", field: "name" });
    expect(await refusal(createProject(await makeOrg(), asked("Web")))).toBe("done");
    await db().execute(sql`update projects set deleted_at = now() where id = ${projectId}`);
    expect(await refusal(createProject(owner, asked("web")))).toBe("done");
  });

  test("[Q1] a double click makes one; two people with one name at once make one", async () => {
    const owner = await makeOrg();
    const admin = await addMember(owner, "admin");
    const form = asked("Twice");
    const clicks = await race([1, 2, 3].map(() => () => createProject(owner, form)));
    expect(new Set(clicks.map((click) => click.status === "fulfilled" && click.value.projectId)).size).toBe(1);
    const both = await refusals(await race([owner, admin].map((actor) => () => createProject(actor, asked("Both")))));
    expect(both.sort()).toEqual(["done", "name_taken"]);
  });
});

describe("revealing the API secret", () => {
  test("[C2] [A6] to owners and admins who confirmed, and it is audited", async () => {
    const owner = await makeOrg();
    const { projectId } = await createProject(owner, asked());
    const actor = await onProject(owner, projectId);
    expect(await refusal(revealApiSecret(unconfirmed(actor)))).toBe("ConfirmationNeeded");
    const secret = await revealApiSecret(actor);
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(await stored(projectId))).not.toContain(secret);
    const admin = await addMember(owner, "admin");
    expect(await revealApiSecret(await onProject(admin, projectId))).toBe(secret);
    expect(await auditedIn(owner.org.id)).toEqual([
      "project.created",
      "project.secret_revealed",
      "project.secret_revealed",
    ]);
    const entries = await db().execute(sql`select * from audit_entries where org_id = ${owner.org.id}`);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  test.each(["analyst", "consumer"] as const)("[R6] [C2] not to a project's %s", async (role) => {
    const owner = await makeOrg();
    const member = await addMember(owner, "member");
    const { projectId } = await createProject(owner, asked());
    await giveGrant(member, projectId, role);
    expect(await refusal(revealApiSecret(await onProject(member, projectId)))).toBe("Forbidden");
  });

  test("[P5] a secret moved from another project does not decrypt (SEC-R66)", async () => {
    const owner = await makeOrg();
    const [one, two] = [await createProject(owner, asked("One")), await createProject(owner, asked("Two"))];
    const { apiSecret } = await stored(one.projectId);
    await db().execute(sql`update projects set api_secret = ${apiSecret} where id = ${two.projectId}`);
    await expect(revealApiSecret(await onProject(owner, two.projectId))).rejects.toThrow();
    expect(await revealApiSecret(await onProject(owner, one.projectId))).toMatch(/^[0-9a-f]{32}$/);
  });
});

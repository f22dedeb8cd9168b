import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { DELETE, GET, POST } from "@/app/api/app/[...path]/route";
import { GET as getDocument } from "@/app/api/app/openapi.json/route";
import { GET as getElsewhere } from "@/app/organizations/[...path]/route";
import { rawSql } from "@/db/client";
import type { OrgActor } from "@/lib/authz/actor";
import { acceptInvitation } from "@/lib/invitations/acceptance";
import { linkToken } from "@/lib/links";
import { createServiceAccount } from "@/lib/service-accounts/accounts";
import { addMember, auditedIn, makeOrg, makeProject, makeTeam, makeUser, someEmail } from "@/lib/testing/factories";
import { findOperation, operations } from "./operations";
import { failure } from "./schemas";

type Made = Awaited<ReturnType<typeof createServiceAccount>>;

let owner: OrgActor;
let byOwner: Made;
let projectId: number;

const make = (
  actor: OrgActor,
  role: "owner" | "admin" | "member",
  projects: { id: number; role: "admin" | "analyst" }[] = [],
) => createServiceAccount(actor, { name: "CI", role, projects, teams: [], expiresAt: null });

beforeEach(async () => {
  owner = await makeOrg({ name: "Acme" });
  projectId = await makeProject(owner, { name: "Web" });
  byOwner = await make(owner, "owner");
});

const handlers = { GET, POST, DELETE };

async function call(
  method: keyof typeof handlers,
  path: string,
  given: { body?: unknown; by?: Made | null; ip?: string; plain?: boolean } = {},
) {
  const { body, by = byOwner, ip = "192.0.2.8", plain = false } = given;
  const pair = by && `${by.username}:${by.secret}`;
  const headers = {
    "x-client-ip": ip,
    ...(pair && { authorization: `Basic ${plain ? pair : Buffer.from(pair).toString("base64")}` }),
  };
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`http://localhost:3000/api/app${path}`, { method, headers, body: text });
  const answer = await handlers[method](request, {
    params: Promise.resolve({ path: path.split("/").filter(Boolean) }),
  });
  return { status: answer.status, headers: answer.headers, json: await answer.json() };
}

const inOrg = (path: string, org = owner.org.id) => `/organizations/${org}/${path}`;

describe("[V2] every operation answers as the document says", () => {
  async function bodyOf(name: string): Promise<{ id?: string; body?: unknown }> {
    const account = async () => (await make(owner, "member", [{ id: projectId, role: "analyst" }])).id;
    const member = async () => (await addMember(owner, "member")).user.email;
    switch (name) {
      case "createServiceAccount":
        return {
          body: { username: "Import", role: "admin", expires: "2030-01-01T00:00:00Z", projects: [{ id: projectId }] },
        };
      case "getServiceAccount":
      case "revokeServiceAccount":
        return { id: String(await account()) };
      case "addServiceAccountsToProjects":
        return { body: { projects: [{ id: projectId, role: "admin" }], service_account_ids: [await account()] } };
      case "removeServiceAccountsFromProjects":
        return { body: { projects: [{ id: projectId, service_account_ids: [await account()] }] } };
      case "listServiceAccountsOfProject":
        return { id: String(projectId) };
      case "createProjects":
        return { body: { projectNames: ["One", "Two"], timezone: "Europe/Berlin" } };
      case "deleteProjects":
        return { body: { projectIds: [projectId] } };
      case "addTeams":
        return { body: { teams: [{ name: "Growth" }, { name: "Support", role: "analyst" }] } };
      case "updateTeam":
        return {
          id: await makeTeam(owner),
          body: { name: "Renamed", role: "admin", addUsers: [await member()], addProjects: [projectId] },
        };
      case "deleteTeams":
        return { body: { teams: [await makeTeam(owner)] } };
      case "addUsersToProjects":
        return { body: { users: [await member(), someEmail()], projects: [projectId], role: "analyst" } };
      case "deleteUsers":
        return { body: { users: [await member()] } };
      case "updateTwoFactor":
        return { body: { required: true, graceDays: 7 } };
      default:
        return {};
    }
  }

  test.each(operations.map(({ name }) => name))("%s", async (name) => {
    const operation = operations.find((one) => one.name === name);
    if (!operation) throw new Error("no operation");
    const { id = "", body } = await bodyOf(name);
    const path = operation.path.replace("{org}", String(owner.org.id)).replace("{id}", id);
    const answer = await call(operation.method, path, { body });
    expect(answer.status, JSON.stringify(answer.json)).toBe(operation.status);
    const strict = operation.answer.safeParse(answer.json);
    expect(strict.success, JSON.stringify(answer.json)).toBe(true);
    expect(strict.data).toEqual(answer.json);
  });

  test("the document has each of them, resolves its references, and is open to all", async () => {
    const answer = await getDocument(new Request("http://localhost:3000/api/app/openapi.json"), {
      params: Promise.resolve({}),
    });
    const document = await answer.json();
    expect(document.openapi).toMatch(/^3\.1\./);
    const told = Object.entries(
      document.paths as Record<
        string,
        Record<string, { operationId: string; requestBody?: object; responses: object }>
      >,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, requestBody, responses }]) => ({
        path,
        method: method.toUpperCase(),
        name: operationId,
        body: requestBody !== undefined,
        status: Number(Object.keys(responses).find((code) => code.startsWith("2"))),
      })),
    );
    const ours = operations.map(({ path, method, name, body, status }) => ({
      path,
      method,
      name,
      body: body !== undefined,
      status,
    }));
    const sorted = (list: { name: string }[]) => list.sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(told)).toEqual(sorted(ours));
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = (reference ?? "")
        .split("/")
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
      expect(target).toBeTypeOf("object");
    }
    const { username } =
      document.paths["/organizations/{org}/service-accounts"].post.requestBody.content["application/json"].schema
        .properties;
    expect(username.type).toBe("string");
  });

  test("each path finds its own operation, with and without a last slash", () => {
    for (const operation of operations) {
      const path = operation.path.replace("{org}", "1").replace("{id}", "2");
      for (const asked of [path, `${path}/`])
        expect(findOperation(operation.method, asked)).toMatchObject({ operation });
    }
    expect(findOperation("GET", "/organizations/1/custom-roles")).toBeNull();
    expect(findOperation("DELETE", "/me")).toBe("method");
  });
});

describe("[V2] who may", () => {
  test("[SEC-A] without a pair that works 401, in JSON, on every operation; guessing ends", async () => {
    for (const { method, path } of operations) {
      const answer = await call(method, path.replace("{org}", String(owner.org.id)), {
        by: null,
        ip: `192.0.2.${path.length}`,
      });
      expect(answer.status).toBe(401);
      expect(failure.safeParse(answer.json).success).toBe(true);
      expect(answer.headers.get("www-authenticate")).toContain("Basic");
    }
    const wrong = { ...byOwner, secret: "x".repeat(43) };
    let last = 401;
    for (let n = 0; n < 62 && last === 401; n += 1)
      last = (await call("GET", "/me", { by: wrong, ip: "192.0.2.250" })).status;
    expect(last).toBe(429);
  });

  test("the pair may come as it is", async () => {
    expect((await call("GET", "/me", { plain: true })).status).toBe(200);
  });

  test("[SEC-A] a Member's account is refused on every path of the organization, lists too, and it is written down", async () => {
    const weak = await make(owner, "member", [{ id: projectId, role: "analyst" }]);
    const someTeam = await makeTeam(owner);
    const bodies: Record<string, unknown> = {
      createServiceAccount: { username: "x" },
      addServiceAccountsToProjects: { projects: [{ id: projectId, role: "analyst" }], service_account_ids: [weak.id] },
      removeServiceAccountsFromProjects: { projects: [{ id: projectId, service_account_ids: [weak.id] }] },
      createProjects: { projectNames: ["x"] },
      deleteProjects: { projectIds: [projectId] },
      addTeams: { teams: [{ name: "x" }] },
      updateTeam: { name: "x" },
      deleteTeams: { teams: [someTeam] },
      addUsersToProjects: { users: ["a@b.test"], projects: [projectId] },
      deleteUsers: { users: [owner.user.email] },
      updateTwoFactor: { required: true },
    };
    for (const { method, path, name } of operations.filter(({ name }) => name !== "me")) {
      const id = path.startsWith("/projects") ? projectId : name === "updateTeam" ? someTeam : weak.id;
      const asked = path.replace("{org}", String(owner.org.id)).replace("{id}", String(id));
      const answer = await call(method, asked, { by: weak, body: bodies[name] });
      expect(answer.status, `${name} ${JSON.stringify(answer.json)}`).toBe(403);
    }
    expect(await auditedIn(owner.org.id)).toContain("member.denied");
    expect((await call("GET", "/me", { by: weak })).json.results).toMatchObject({
      organizations: { [owner.org.id]: { role: "member" } },
      projects: { [projectId]: { role: "analyst", name: "Web" } },
    });
  });

  test("[SEC-A] another organization, and what is in it, is not found", async () => {
    const other = await makeOrg();
    const [foreignProject, foreignTeam] = [await makeProject(other), await makeTeam(other)];
    const foreignAccount = await make(other, "member");
    const foreign = await addMember(other, "member");
    const not = async (method: "GET" | "POST" | "DELETE", path: string, body?: unknown) =>
      expect((await call(method, path, { body })).status, path).toBe(404);
    await not("GET", inOrg("users", other.org.id));
    await not("GET", inOrg("users", 0));
    await not("GET", inOrg(`service-accounts/${foreignAccount.id}`));
    await not("DELETE", inOrg(`service-accounts/${foreignAccount.id}`));
    await not("GET", inOrg("service-accounts/abc"));
    await not("GET", `/projects/${foreignProject}/service-accounts`);
    await not("POST", inOrg("delete-projects"), { projectIds: [foreignProject] });
    await not("POST", inOrg(`teams/${foreignTeam}/update`), { name: "x" });
    await not("POST", inOrg("delete-teams"), { teams: [foreignTeam] });
    await not("POST", inOrg("delete-users"), { users: [foreign.user.email] });
    await not("POST", inOrg("service-accounts/add-to-project"), {
      projects: [{ id: projectId, role: "admin" }],
      service_account_ids: [foreignAccount.id],
    });
    await not("GET", "/organizations");
    await not("GET", inOrg("custom-roles"));
    expect(JSON.stringify((await call("GET", inOrg("users"))).json)).not.toContain(foreign.user.email);
  });

  test("[R4] an Admin's account gives nothing above its own, and does not delete projects", async () => {
    const admin = await make(owner, "admin");
    const no = async (path: string, body: unknown, status: number) =>
      expect((await call("POST", inOrg(path), { by: admin, body })).status).toBe(status);
    await no("service-accounts", { username: "x", role: "owner" }, 400);
    await no("add-users-to-projects", { users: [someEmail()], projects: [projectId], role: "owner" }, 400);
    await no("delete-users", { users: [owner.user.email] }, 400);
    await no("delete-projects", { projectIds: [projectId] }, 403);
  });

  test("the last owner stays", async () => {
    expect((await call("POST", inOrg("delete-users"), { body: { users: [owner.user.email] } })).status).toBe(400);
  });
});

describe("[V2] what it does", () => {
  test.each([
    ["no JSON", "service-accounts", "nothing", "JSON"],
    ["a field that is missing", "service-accounts", {}, "username"],
    ["a role that is none", "service-accounts", { username: "x", role: "king" }, "role"],
    ["an empty list", "create-projects", { projectNames: [] }, "projectNames"],
    ["an address that is none", "delete-users", { users: ["x"] }, "users.0"],
    ["an end in the past", "service-accounts", { username: "x", expires: "2020-01-01T00:00:00Z" }, "over already"],
  ])("400 names %s", async (_, path, body, word) => {
    const answer = await call("POST", inOrg(path), { body });
    expect(answer).toMatchObject({ status: 400, json: { status: "error", error: expect.stringContaining(word) } });
  });

  test("a project is made with its secret, once", async () => {
    const [made] = (await call("POST", inOrg("create-projects"), { body: { projectNames: ["Shop"] } })).json.results;
    expect(made.api_secret).toMatch(/^[0-9a-f]{32}$/);
    const listed = (await call("GET", inOrg("projects"))).json.results;
    expect(listed).toMatchObject([{ name: "Shop", api_secret: null, token: made.token }, { name: "Web" }]);
  });

  test("whoever it invites gets what it gave, while it may give it", async () => {
    const email = someEmail();
    const answer = await call("POST", inOrg("add-users-to-projects"), {
      body: { users: [email], projects: [projectId], role: "admin" },
    });
    expect(answer.json.results).toEqual({ added: [], invited: [email], unchanged: [] });
    const [invitation] = await rawSql()<
      [{ id: string; version: number }]
    >`select id, mail_version as version from invitations where email = ${email}`;
    const joined = await acceptInvitation(
      await makeUser({ email }),
      linkToken("invitation.mail", invitation.id, invitation.version),
    );
    expect(joined.fellAway).toEqual([]);
    const again = await call("POST", inOrg("add-users-to-projects"), {
      body: { users: [email], projects: [projectId], role: "admin" },
    });
    expect(again.json.results).toEqual({ added: [], invited: [], unchanged: [email] });
    const changed = await call("POST", inOrg("delete-users"), { body: { users: [email] } });
    expect(changed.json).toEqual({ status: "ok" });
  });

  test("the 2FA setting is asked for, moved and released", async () => {
    const set = (body: object) => call("POST", inOrg("twofactor/update"), { body });
    expect((await set({ required: true, graceDays: 7 })).json.results.required).toBe(true);
    expect((await set({ required: false })).json.results).toEqual({ required: false, from: null });
  });

  test("the other address of the same", async () => {
    const headers = { authorization: `Basic ${byOwner.username}:${byOwner.secret}` };
    const url = `http://localhost:3000/organizations/${owner.org.id}/users/`;
    const answer = await getElsewhere(new Request(url, { headers }), {
      params: Promise.resolve({ path: [String(owner.org.id), "users"] }),
    });
    expect(await answer.json()).toMatchObject({ status: "ok", results: [{ email: owner.user.email }] });
  });

  test("bodies are schemas that can be told", () => {
    for (const { body } of operations)
      if (body) expect(z.toJSONSchema(body, { io: "input", unrepresentable: "any" })).toHaveProperty("type");
  });
});

import { heading } from "./support/forms";
import { makeWorld, pages, type World } from "./support/pages";
import { addMember, letters, makeOrg, makePerson, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Addresses with ids: wrong ones, other organizations' and those one's role does not open. */

const mark = `canary${letters()}`;
/** Of several addresses that differ by ids alone, the first says it all. */
const named = pages
  .filter(({ file, as }) => file.includes("[id]") && as === "owner")
  .map((page) => [page.path({ ...blank(), org: { id: 0, name: "" } }), page] as const);
const withIds = new Map([...named].reverse());
let world: World;

test.beforeAll(async ({ sql, site }) => {
  world = await makeWorld(sql, site, mark);
});

/** What a page may say about an organization that one is not in: nothing. */
function canaries(): string[] {
  return [mark, world.owner.name, world.member.name, world.project.token];
}

test("[Q1] [SEC-G] every page of another organization is not found, and says nothing", async ({
  page: tab,
  sql,
  site,
}) => {
  test.setTimeout(180_000);
  const outsider = await makePerson(sql, { name: "Eve Outside" });
  await makeOrg(sql, outsider, { name: "Outside" });
  await signIn(tab.context(), sql, outsider, site);
  const ways: Record<string, string>[] = [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }];
  for (const [name, page] of withIds) {
    const path = page.path(world);
    for (const headers of ways) {
      const answer = await tab.request.get(path, { headers });
      if (!headers.rsc) expect.soft(answer.status(), name).toBe(404);
      const text = await answer.text();
      for (const word of canaries()) expect.soft(text.replaceAll(path, ""), name).not.toContain(word);
    }
  }
  const layouts = new Map([...withIds].map(([name, page]) => [name.split("/", 4).join("/"), page]));
  for (const [name, page] of layouts) {
    await tab.goto(page.path(world));
    await expect.soft(heading(tab, "There is nothing here"), name).toBeVisible();
    for (const word of canaries())
      expect.soft((await tab.content()).replaceAll(page.path(world), "")).not.toContain(word);
  }
});

test("[R5] [R6] a member without the permission is told so on every page", async ({ page: tab, sql, site }) => {
  test.setTimeout(180_000);
  const member = await makePerson(sql, { name: "Plain Member" });
  await addMember(sql, world.org, member, "member");
  await signIn(tab.context(), sql, member, site);
  for (const [name, page] of withIds) {
    const answer = await tab.goto(page.path(world));
    if (page.path(world).startsWith("/project/")) {
      await expect.soft(tab, name).toHaveURL(new RegExp(`/project/${world.project.id}/access$`));
      await expect.soft(heading(tab, "You have no access"), name).toBeVisible();
      expect.soft(await tab.content(), name).not.toContain("Web app");
    } else if (page.forNobodyElse) {
      expect.soft(answer?.status(), name).toBe(404);
      await expect.soft(tab.getByText("Web app"), name).toHaveCount(0);
    } else if (page.forMembers === false) {
      expect.soft(answer?.status(), name).toBe(403);
      await expect.soft(heading(tab, "You have no access"), name).toBeVisible();
      expect.soft(await tab.content(), name).not.toContain(world.member.email);
    } else {
      expect.soft(answer?.status(), name).toBe(200);
      await expect.soft(heading(tab, page.title === "Leave" ? /^Leave / : page.title), name).toBeVisible();
    }
  }
});

test("[A2] every page without a session leads to sign-in and back, whoever asks", async ({ request }) => {
  test.setTimeout(180_000);
  for (const [name, page] of withIds) {
    const path = page.path(world);
    const answer = await request.get(path, { maxRedirects: 0 });
    expect.soft(answer.status(), name).toBe(307);
    expect.soft(answer.headers().location, name).toBe(`/sign-in?return=${encodeURIComponent(path)}`);
    const said = [await answer.text(), await (await request.get(path)).text()];
    for (const text of said)
      for (const word of canaries()) expect.soft(text.replaceAll(path, ""), name).not.toContain(word);
  }
});

test("[Q1] ids that are none are not found", async ({ page, sql, site }) => {
  await signIn(page.context(), sql, world.owner, site);
  const { org, project } = world;
  for (const path of [
    "/org/0",
    "/org/1",
    "/org/abc",
    "/org/99999999999",
    `/org/${org.id}1`,
    `/org/${org.id}%20`,
    `/org/-${org.id}`,
    `/org/${org.id}/users/usr_nobody`,
    `/org/${org.id}/users/${"x".repeat(500)}`,
    `/org/${org.id}/users/'%20or%201=1--`,
    `/org/${org.id}/users/usr_nobody/removal`,
    `/org/${org.id}/invitations/inv_none`,
    `/org/${org.id}/nothing`,
    `/project/${org.id}`,
    `/project/${project.id}/nothing`,
    "/project/abc/settings",
  ]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(heading(page, "There is nothing here"), path).toBeVisible();
  }
});

test("[SEC-G] ids of one's own and another organization mixed are not found", async ({ page, sql, site }) => {
  const eve = await makePerson(sql, { name: "Eve Owner" });
  const own = await makeOrg(sql, eve, { name: "Own" });
  await signIn(page.context(), sql, eve, site);
  for (const path of [
    `/org/${own.id}/users/${world.member.id}`,
    `/org/${own.id}/users/${world.member.id}/removal`,
    `/org/${own.id}/invitations/${world.invitationId}`,
    `/org/${own.id}/teams/${world.teamId}`,
    `/org/${own.id}/teams/${world.teamId}/change?kind=role&role=owner`,
  ]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    for (const word of canaries()) expect((await page.content()).replaceAll(path, ""), path).not.toContain(word);
  }
});

test("[Q1] the state in an address may be anything", async ({ page, sql, site }) => {
  await signIn(page.context(), sql, world.owner, site);
  for (const query of [
    "?page=0",
    "?page=-1",
    "?page=9999999999999",
    "?page=abc",
    "?sort=password&dir=up",
    "?role=king",
    "?q=%25%27%22%3Cscript%3E",
    "?q=%00",
    "?q[]=1&q[]=2",
    "?tab=invited&state=dead&sort=email;drop",
    `?q=${"x".repeat(3000)}`,
  ]) {
    const answer = await page.goto(`/org/${world.org.id}/users${query}`);
    expect(answer?.status(), query).toBe(200);
    await expect(heading(page, "Users"), query).toBeVisible();
  }
});

test("[I2] somebody removed while looking finds nothing at the next step", async ({ page, sql, site }) => {
  const admin = await makePerson(sql);
  await addMember(sql, world.org, admin, "admin");
  await signIn(page.context(), sql, admin, site);
  await page.goto(`/org/${world.org.id}/users`);
  await expect(heading(page, "Users")).toBeVisible();
  await sql`delete from members where org_id = ${world.org.id} and user_id = ${admin.id}`;
  await page
    .getByRole("navigation", { name: world.org.name })
    .getByRole("link", { name: /^Projects/ })
    .click();
  await expect(heading(page, "There is nothing here")).toBeVisible();
});

function blank(): World {
  const person = { id: "…", email: "", name: "" };
  return {
    org: { id: 0, name: "" },
    project: { id: 0, name: "", token: "" },
    deletedOrg: { id: 0, name: "" },
    owner: person,
    member: person,
    unproven: person,
    invitationId: "…",
    invitationLink: "",
    resetLink: "",
    signUpLink: "",
    browserLink: "",
    messageId: "",
    teamId: "…",
    invoiceId: "…",
    importId: "…",
    billingEmailLink: "",
    accessRequestId: "…",
    reportId: "…",
    alertId: "…",
    transferId: "…",
    unsubscribeLink: "",
    emailChangeLink: "",
    notMeLink: "",
    halfToken: "",
    passkeyId: "…",
    domainId: "…",
    connectionId: "…",
    attemptId: "…",
    directoryRequestId: "…",
    serviceAccountId: 0,
    privacyRequestId: "…",
    ssoSession: "",
    ssoLink: "",
    ssoEmail: "",
  };
}

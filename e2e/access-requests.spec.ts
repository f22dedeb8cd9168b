import type { Page } from "@playwright/test";
import type postgres from "postgres";
import { heading, press } from "./support/forms";
import { linkIn, mailTo } from "./support/mail";
import { addMember, grant, letters, makeOrg, makePerson, makeProject, type Person, signIn } from "./support/people";
import { expect, test } from "./support/test";

/** Asking for a project of one's own organization, and the answer (P8). */

const why = (page: Page) => page.getByLabel(/^What you need it for/);

async function makeScene(sql: postgres.Sql) {
  const owner = await makePerson(sql, { name: "Ada Okafor" });
  const admin = await makePerson(sql, { name: "Ben Lindqvist" });
  const asker = await makePerson(sql, { name: "Cleo Marsh" });
  const org = await makeOrg(sql, owner, { name: `Org ${letters()}` });
  for (const person of [admin, asker]) await addMember(sql, org, person, "member");
  const project = await makeProject(sql, org, `Hidden ${letters()}`);
  await grant(sql, org, project, admin, "admin");
  return { admin, asker, org, project };
}

for (const script of [true, false]) {
  const how = script ? "" : ", without script";
  test(`[P8] asks, is declined, asks again and is let in${how}`, async ({ visitor, sql, site }) => {
    const { admin, asker, project } = await makeScene(sql);
    const open = async (person: Person) => {
      const context = await visitor({ javaScriptEnabled: script, viewport: { width: 390, height: 844 } });
      await signIn(context, sql, person, site);
      return context.newPage();
    };
    const page = await open(asker);
    await page.goto(`/project/${project.id}/settings`);
    await expect(page).toHaveURL(`/project/${project.id}/access`);
    await expect(heading(page, "You have no access")).toBeVisible();
    expect(await page.content()).not.toContain(project.name);

    await why(page).fill("x".repeat(501));
    await press(page, "Ask for access");
    await expect(why(page)).toHaveAccessibleDescription("Use at most 500 characters.");
    await expect(why(page)).toHaveValue("x".repeat(501));
    await why(page).fill("To see the funnel.");
    await press(page, "Ask for access");
    await expect(page.getByText("You asked for access")).toBeVisible();
    await press(page, "Take the request back");
    await expect(page.getByText("You took the request back.")).toBeVisible();
    await why(page).fill("To see the funnel.");
    await press(page, "Ask for access");
    await expect(page.getByText("Its admins have not answered yet.")).toBeVisible();

    const mail = await mailTo(sql, admin.email, /asks for access/);
    const answer = await open(admin);
    await answer.goto(linkIn(mail.text));
    await expect(heading(answer, "Cleo Marsh asks for access")).toBeVisible();
    await expect(answer.getByText("To see the funnel.")).toBeVisible();
    await answer.getByLabel(/^A sentence for the person/).fill("Ask Ada first.");
    await press(answer, "Decline");
    await expect(answer.getByText("Ben Lindqvist declined.")).toBeVisible();

    await page.reload();
    await expect(page.getByText("Ask Ada first.")).toBeVisible();
    await press(page, "Ask for access");
    await expect(page.getByText(/You can ask again in 24 hours/)).toBeVisible();
    await sql`update access_requests set answered_at = now() - interval '25 hours' where user_id = ${asker.id} and outcome = 'declined'`;
    await press(page, "Ask for access");
    await expect(page.getByText("Its admins have not answered yet.")).toBeVisible();

    const again = await sql<
      { id: string }[]
    >`select id from access_requests where user_id = ${asker.id} and outcome is null`;
    await answer.goto(`/project/${project.id}/settings/users/requests/${again[0]?.id}`);
    await expect(answer.getByRole("radio", { name: /^Owner/ })).toHaveCount(0);
    await answer.getByRole("radio", { name: /^Analyst/ }).check();
    await press(answer, "Give access");
    await expect(answer.getByText("Ben Lindqvist gave access as Analyst.")).toBeVisible();

    const granted = await mailTo(sql, asker.email, /You have access/);
    await page.goto(linkIn(granted.text));
    await expect(page).toHaveURL(`/project/${project.id}`);
    await page.goto(`/project/${project.id}/access`);
    await expect(page).toHaveURL(`/project/${project.id}`);
  });
}

test("[P8] a project of another organization, a deleted one and none look the same", async ({ page, sql, site }) => {
  const { asker, org, project } = await makeScene(sql);
  const other = await makeOrg(sql, await makePerson(sql), {});
  const theirs = await makeProject(sql, other);
  await signIn(page.context(), sql, asker, site);
  const gone = await makeProject(sql, org);
  await sql`update projects set deleted_at = now() where id = ${gone.id}`;
  for (const id of [theirs.id, gone.id, 999_999_999]) {
    for (const path of [`/project/${id}`, `/project/${id}/settings`, `/project/${id}/access`]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
      await expect(page).toHaveURL(path);
    }
  }
  expect((await page.goto(`/project/${project.id}/access`))?.status()).toBe(200);
});

import { listInvitePickers } from "@/db/queries/invite-pickers";
import { orgRoute } from "@/lib/auth/handlers";
import { planAllowsProjectRole } from "@/lib/billing/plans";
import { csvResponse } from "@/lib/csv";
import { templateHeader, templateRows } from "@/lib/invitations/csv/template";

/** A list to fill in. It tells no more than names that whoever may invite sees on the page. */
export const GET = orgRoute("org.members.invite", async (actor) => {
  const { projects, teams } = await listInvitePickers(actor);
  const names = (options: { label: string }[]) =>
    options.map(({ label }) => label).filter((label) => !/[|:]/.test(label));
  const role = planAllowsProjectRole(actor.org.plan, "analyst") ? "Analyst" : "Admin";
  async function* batches() {
    yield templateRows(names(teams), names(projects), role);
  }
  return csvResponse("invite-users.csv", templateHeader, batches());
});

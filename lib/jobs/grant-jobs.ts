import "server-only";
import { getGrantForMail, listDueGrants } from "@/db/queries/grant-ends";
import { appUrl } from "@/lib/links";
import {
  grantEndedLetter,
  grantEndingGiverLetter,
  grantEndingLetter,
  grantGivenLetter,
} from "@/lib/mail/letters/grant";
import { sendLetter } from "@/lib/mail/send";
import { endGrant } from "@/lib/members/grant-ends";
import { paths } from "@/lib/paths";
import { eachOrg } from "./each-org";
import type { Handlers } from "./handlers";

const batch = 500;

export const endGrantJob: Handlers["end_grant"] = async ({ endsAt, ...key }) => {
  await endGrant(key, new Date(endsAt));
};

/** What a stopped worker, or an organization that was deleted and restored, left behind. */
export const endDueGrants: Handlers["end_due_grants"] = async () => {
  for (let after = ""; ; ) {
    const due = await listDueGrants(after, batch);
    await eachOrg(due, async ({ endsAt, ...key }) => void (await endGrant(key, endsAt)));
    if (due.length < batch) return;
    after = due.at(-1)?.place ?? "";
  }
};

/** Before the end: to the person, and to the giver while they may still give access there. */
export const sendGrantEnding: Handlers["send_grant_ending"] = async ({ projectId, userId, endsAt }, job) => {
  const grant = await getGrantForMail(projectId, userId);
  if (!grant || grant.endsAt?.toISOString() !== endsAt || grant.ended) return;
  await sendLetter(grant.person.email, grantEndingLetter(grant, appUrl(paths.project(projectId))), job.id);
  if (!grant.giver?.manages || grant.giver.id === userId) return;
  const url = appUrl(paths.projectGrant(projectId, userId));
  await sendLetter(grant.giver.email, grantEndingGiverLetter(grant, url), `${job.id} giver`);
};

export const sendGrantEnded: Handlers["send_grant_ended"] = async ({ projectId, userId, role }, job) => {
  const grant = await getGrantForMail(projectId, userId);
  if (!grant) return;
  const url = appUrl(grant.now ? paths.project(projectId) : paths.askAccess(projectId));
  await sendLetter(grant.person.email, grantEndedLetter(grant, role, url), job.id);
};

/** Nothing where the grant is gone by now. */
export const sendGrantGiven: Handlers["send_grant_given"] = async ({ projectId, userId, by }, job) => {
  const grant = await getGrantForMail(projectId, userId);
  if (!grant?.role) return;
  await sendLetter(grant.person.email, grantGivenLetter(grant, by, appUrl(paths.project(projectId))), job.id);
};

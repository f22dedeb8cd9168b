import "server-only";
import { getRotationFacts, listOwnerEmails } from "@/db/queries/access-keys";
import { appUrl } from "@/lib/links";
import { keyRotatedLetter } from "@/lib/mail/letters/access-keys";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import type { Handlers } from "./handlers";

const mostReceivers = 20;

/** To those who own the project, whoever rotated included: a rotation nobody meant is noticed. */
export const sendKeyRotated: Handlers["send_key_rotated"] = async ({ projectId, by, ...rotation }, job) => {
  const facts = await getRotationFacts(projectId, by);
  if (!facts) return;
  const moments = { at: new Date(rotation.at), worksUntil: new Date(rotation.worksUntil) };
  const letter = keyRotatedLetter({ ...facts, ...rotation, ...moments }, appUrl(paths.projectSettings(projectId)));
  for (const email of await listOwnerEmails(projectId, mostReceivers)) {
    await sendLetter(email, letter, `${job.id} ${email}`);
  }
};

import "server-only";
import { getDeletedOrgForMail } from "@/db/queries/deleted-orgs";
import { appUrl } from "@/lib/links";
import { orgDeletedLetter, orgErasedLetter } from "@/lib/mail/letters/org-deletion";
import { sendLetter } from "@/lib/mail/send";
import { orgErasureDay } from "@/lib/orgs/periods";
import { paths } from "@/lib/paths";
import type { Handlers } from "./handlers";

/** Says nothing where the organization was restored meanwhile, or the person is no owner any more. */
export const sendOrgDeleted: Handlers["send_org_deleted"] = async ({ orgId, userId }, job) => {
  const deleted = await getDeletedOrgForMail(orgId, userId);
  if (!deleted) return;
  const letter = orgDeletedLetter(
    { ...deleted, erasedFrom: orgErasureDay(deleted.deletedAt) },
    appUrl(paths.restoreOrg(orgId)),
  );
  await sendLetter(deleted.email, letter, job.id);
};

export const sendOrgErased: Handlers["send_org_erased"] = async ({ email, name, orgName }, job) => {
  await sendLetter(email, orgErasedLetter({ name, orgName }), job.id);
};

import "server-only";
import { getTransferForMail, listOrgOwnerEmails, type TransferFacts } from "@/db/queries/transfers";
import { now } from "@/lib/clock";
import { appUrl } from "@/lib/links";
import { transferOutcomeLetter, transferRequestLetter } from "@/lib/mail/letters/transfer";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { lapseTransfers } from "@/lib/projects/transfers";
import type { Handlers } from "./handlers";

const mostReceivers = 50;

/** To the owners of an org who still have to be asked; nothing where one of them was quicker. */
export const sendTransferRequest: Handlers["send_transfer_request"] = async ({ transferId, orgId }, job) => {
  const transfer = await getTransferForMail(transferId, now());
  if (transfer?.state !== "open") return;
  const gives = transfer.from.id === orgId;
  if (gives ? transfer.fromConfirmedAt : transfer.toConfirmedAt) return;
  const letter = transferRequestLetter(transfer, { gives, url: appUrl(paths.transfer(orgId, transferId)) });
  for (const email of await listOrgOwnerEmails(orgId, mostReceivers)) {
    await sendLetter(email, letter, `${job.id} ${email}`);
  }
};

/** To whoever asked and to the owners of both, each once. */
export const sendTransferOutcome: Handlers["send_transfer_outcome"] = async ({ transferId }, job) => {
  const transfer = await getTransferForMail(transferId, now());
  if (!transfer || transfer.state === "open") return;
  const { state } = transfer;
  for (const [email, orgId] of await receiversOf(transfer)) {
    const url = appUrl(state === "done" ? paths.project(transfer.projectId) : paths.org(orgId));
    await sendLetter(email, transferOutcomeLetter(transfer, state, url), `${job.id} ${email}`);
  }
};

async function receiversOf({ from, to, requestedByEmail }: TransferFacts): Promise<Map<string, number>> {
  const receivers = new Map<string, number>();
  for (const { id } of [from, to])
    for (const email of await listOrgOwnerEmails(id, mostReceivers)) receivers.set(email, id);
  if (requestedByEmail && !receivers.has(requestedByEmail)) receivers.set(requestedByEmail, to.id);
  return receivers;
}

export const lapseOldTransfers: Handlers["lapse_transfers"] = async () => {
  while ((await lapseTransfers()) > 0);
};

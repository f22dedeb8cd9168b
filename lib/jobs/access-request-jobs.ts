import "server-only";
import { getRequestForMail, listRequestReceivers } from "@/db/queries/access-requests";
import { appUrl } from "@/lib/links";
import { accessAnswerLetter, accessRequestLetter } from "@/lib/mail/letters/access-request";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import type { Handlers } from "./handlers";

const mostReceivers = 20;

/** To those who may answer; nothing where somebody has answered already. */
export const sendAccessRequest: Handlers["send_access_request"] = async ({ requestId }, job) => {
  const request = await getRequestForMail(requestId);
  if (!request || request.outcome) return;
  const letter = accessRequestLetter(request, appUrl(paths.accessRequest(request.projectId, requestId)));
  for (const email of await listRequestReceivers(request.projectId, mostReceivers)) {
    await sendLetter(email, letter, `${job.id} ${email}`);
  }
};

export const sendAccessAnswer: Handlers["send_access_answer"] = async ({ requestId }, job) => {
  const request = await getRequestForMail(requestId);
  if (!request?.outcome) return;
  const { projectId, person } = request;
  const url = appUrl(request.outcome === "granted" ? paths.project(projectId) : paths.askAccess(projectId));
  await sendLetter(person.email, accessAnswerLetter(request, url), job.id);
};

import "server-only";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { getOrgName, listVerifiedDomainIds } from "@/db/queries/domains";
import { listOrgOwnerEmails } from "@/db/queries/transfers";
import { domains } from "@/db/schema";
import { now } from "@/lib/clock";
import { appUrl } from "@/lib/links";
import { domainLetter } from "@/lib/mail/letters/domain";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { recheckDomain as recheck } from "@/lib/sso/domains";
import { enqueueJobs } from "./enqueue";
import type { Handlers } from "./handlers";

/** The daily look at the records of verified domains; each on its own, so that one slow name server holds up no other. */
export const recheckDomains: Handlers["recheck_domains"] = async () => {
  const ids = await listVerifiedDomainIds();
  await db().transaction((tx) =>
    enqueueJobs(
      tx,
      "recheck_domain",
      ids.map((domainId) => ({ domainId })),
    ),
  );
};

export const recheckDomain: Handlers["recheck_domain"] = async ({ domainId }) => {
  await recheck(domainId);
  await db().update(domains).set({ checkedAt: now() }).where(eq(domains.id, domainId));
};

const mostOwners = 20;

export const sendDomainMail: Handlers["send_domain_mail"] = async ({ domainId, what, domain, orgId }, job) => {
  const orgName = await getOrgName(orgId);
  if (!orgName) return;
  const url = appUrl(what === "lapsed" ? paths.domains(orgId) : paths.domain(orgId, domainId));
  for (const email of await listOrgOwnerEmails(orgId, mostOwners)) {
    await sendLetter(email, domainLetter({ what, domain, orgName }, url), `${job.id} ${email}`);
  }
};

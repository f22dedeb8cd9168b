"use server";
import { button, orgAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { claimDomain, removeDomain, verifyDomain } from "@/lib/sso/domains";
import { claimDomainSchema, domainSchema } from "@/lib/sso/schemas";

export const claim = orgAction(claimDomainSchema, async (actor, input) => {
  const { domainId } = await claimDomain(actor, input);
  return { goTo: paths.domain(actor.org.id, domainId), message: "Now show that it is yours by this record." };
});

export const check = button(
  orgAction(domainSchema, async (actor, input) => {
    const { domain } = await verifyDomain(actor, input);
    return { message: `The record is there. ${domain} is verified.` };
  }),
);

export const remove = button(
  orgAction(domainSchema, async (actor, input) => {
    const { domain } = await removeDomain(actor, input);
    return { goTo: paths.domains(actor.org.id), message: `${domain} is removed.` };
  }),
);

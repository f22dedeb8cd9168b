import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { UserActor } from "@/lib/authz/actor";

/** An account made through a copied link reaches one organization until the address is proven (I2). */
export function ProveEmailNotice({ actor }: { actor: UserActor }) {
  if (actor.user.emailProven) return null;
  return (
    <Notice
      tone="warn"
      className="mb-4"
      title="Your e-mail address is not confirmed yet"
      actions={
        <LinkButton href="/prove-email" size="sm">
          Confirm it
        </LinkButton>
      }
    >
      Until then this account opens this organization only, and its password cannot be reset.
    </Notice>
  );
}

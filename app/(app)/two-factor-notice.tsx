import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import { isSsoTheFactorHere } from "@/db/queries/org-security";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { paths } from "@/lib/paths";

/**
 * In the days before an org requires a second factor: from when on, and the way to set one up (T2). From then on an org
 * that is open without one counts single sign-on (T4).
 */
export async function TwoFactorNotice({ actor, path }: { actor: OrgActor; path: string }) {
  const { org, user } = actor;
  if (!org.twoFactorFrom || org.twoFactorFrom <= now() || user.twoFactorSince) return null;
  if (await isSsoTheFactorHere(actor)) return null;
  return (
    <Notice
      tone="warn"
      className="mb-4"
      title={`${org.name} requires two-factor authentication soon`}
      actions={
        <LinkButton href={paths.enrol(path)} size="sm">
          Set it up
        </LinkButton>
      }
    >
      Without it, this organization closes to you from{" "}
      <Time at={org.twoFactorFrom} timeZone={await viewerTimezone(user)} /> on.
    </Notice>
  );
}

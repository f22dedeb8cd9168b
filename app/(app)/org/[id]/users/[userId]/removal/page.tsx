import type { Metadata } from "next";
import { forbidden, notFound } from "next/navigation";
import { Avatar } from "@/components/ui/avatar";
import { PageHeader } from "@/components/ui/page-header";
import { getMember } from "@/db/queries/members";
import { getOffBoarding } from "@/db/queries/off-boarding";
import { requireOrg } from "@/lib/auth/require";
import { idleSince } from "@/lib/auth/sessions";
import { can } from "@/lib/authz/authorize";
import { mayChangeOrgRole } from "@/lib/authz/roles";
import { now } from "@/lib/clock";
import { firstNameOf } from "@/lib/members/access-words";
import { readText, type SearchParams } from "@/lib/pagination";
import { OrgPage } from "../../../org-page";
import { GivenCard } from "./given-card";
import { KeysCard } from "./keys-card";
import { LossCard } from "./loss-card";
import { RemovalForm } from "./removal-form";

export const metadata: Metadata = { title: "Remove from organization" };

type Props = { params: Promise<{ id: string; userId: string }>; searchParams: Promise<SearchParams> };

/** Off-boarding on one page: what the person loses, what stays behind, what is to be decided, and the button. */
export default async function RemovalPage({ params, searchParams }: Props) {
  const { id, userId } = await params;
  const actor = await requireOrg(id, "org.members.remove");
  const at = now();
  const query = await searchParams;
  const [member, facts] = await Promise.all([
    getMember(actor, userId, at, idleSince(at)),
    getOffBoarding(actor, userId),
  ]);
  if (!member) notFound();
  if (!mayChangeOrgRole(actor.role, member.role) || userId === actor.user.id) forbidden();
  const firstName = firstNameOf(member.name);
  const { org } = actor;
  return (
    <OrgPage actor={actor} section="users">
      <PageHeader
        avatar={<Avatar id={member.userId} name={member.name} size="lg" />}
        title={`Remove ${member.name}`}
        sentence={`${member.email} leaves ${org.name}. Their account, and their place in other organizations, stay.`}
      />
      <div className="grid max-w-[680px] gap-4">
        <LossCard {...{ member, facts, firstName }} orgName={org.name} />
        <KeysCard {...{ facts, firstName }} />
        <GivenCard orgId={org.id} {...{ facts, firstName }} />
        <RemovalForm
          orgId={org.id}
          userId={userId}
          name={member.name}
          email={member.email}
          invitations={facts.invitations.total}
          billed={facts.billed}
          endsBilling={can(actor, "org.billing.manage")}
          chosen={readText(query, "invitations") === "revoke" ? "revoke" : "keep"}
        />
      </div>
    </OrgPage>
  );
}

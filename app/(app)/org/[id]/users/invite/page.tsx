import type { Metadata } from "next";
import { PlanNotice } from "@/components/billing/plan-notice";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { listPlanChangersFor } from "@/db/queries/billing";
import { requireOrg } from "@/lib/auth/require";
import type { OrgActor } from "@/lib/authz/actor";
import { planHas } from "@/lib/billing/plans";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { partsGiven } from "../../parts-given";
import { CsvWay } from "./csv-way";
import { PasteForm } from "./paste-form";
import { PeopleForm } from "./people-form";

export const metadata: Metadata = { title: "Invite Users" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function InvitePage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.members.invite");
  const query = await searchParams;
  const way = query.way === "paste" || query.way === "csv" ? query.way : "people";
  const orgId = actor.org.id;
  return (
    <OrgPage actor={actor} section="users">
      <div className="max-w-[680px]">
        <PageHeader
          title="Invite Users"
          sentence={`Each gets an e-mail with a link to join ${actor.org.name}. It works for seven days.`}
        />
        <Tabs
          label="Ways to invite"
          items={[
            { label: "People", href: paths.invite(orgId), active: way === "people" },
            { label: "Paste addresses", href: paths.invite(orgId, "paste"), active: way === "paste" },
            { label: "Upload a list", href: paths.invite(orgId, "csv"), active: way === "csv" },
          ]}
        />
        {!planHas(actor.org.plan, "limited_roles") && (
          <PlanNotice
            orgId={orgId}
            capability="limited_roles"
            changers={await listPlanChangersFor(actor)}
            meanwhile="Owner and Admin can be given now."
            className="mb-3"
          />
        )}
        {way === "csv" ? <CsvWay orgId={orgId} /> : await typedWay(way, actor, query)}
      </div>
    </OrgPage>
  );
}

/** With what was typed before a confirmation, which leads back here. */
async function typedWay(way: "people" | "paste", actor: OrgActor, query: SearchParams) {
  const given = await partsGiven(actor, query);
  const typed = Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      /^(emails?|role)\d*$/.test(name) && typeof value === "string" ? [[name, value]] : [],
    ),
  );
  const roles = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`role${index + 1}`, given.firstRole]));
  return way === "paste" ? (
    <PasteForm given={given} typed={typed} />
  ) : (
    <PeopleForm given={given} typed={{ ...roles, ...typed }} />
  );
}

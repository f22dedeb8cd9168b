import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { requireOrg } from "@/lib/auth/require";
import { newSecret } from "@/lib/ids";
import { readText, type SearchParams } from "@/lib/pagination";
import { OrgPage } from "../../org-page";
import { partsGiven } from "../../parts-given";
import { AccountForm } from "./account-form";

export const metadata: Metadata = { title: "Create service account" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function NewServiceAccountPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.service_accounts.manage");
  const query = await searchParams;
  const given = await partsGiven(actor, query);
  const typed = { name: readText(query, "name"), expiresOn: readText(query, "expiresOn") };
  const expires = readText(query, "expires") || "365";
  return (
    <OrgPage actor={actor} section="serviceAccounts">
      <div className="max-w-[680px]">
        <PageHeader
          title="Create service account"
          sentence="Its secret is shown once, right after it is made. Give it no more than its program needs."
        />
        <AccountForm given={given} typed={{ ...typed, expires }} requestKey={newSecret(18)} />
      </div>
    </OrgPage>
  );
}

import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { getOrgSecurity } from "@/db/queries/org-security";
import { requireOrg } from "@/lib/auth/require";
import { countOf } from "@/lib/format";
import { readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { OrgPage } from "../../org-page";
import { RequireForm } from "./require-form";

export const metadata: Metadata = { title: "Require two-factor authentication" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Who will be asked, and from when, before it is required. */
export default async function RequireTwoFactorPage({ params, searchParams }: Props) {
  const actor = await requireOrg((await params).id, "org.security.manage");
  const { org, user } = actor;
  const security = await getOrgSecurity(actor);
  const { members, enrolled, asked } = security;
  const through = members - enrolled - asked;
  return (
    <OrgPage actor={actor} section="security">
      <PageHeader
        title="Require two-factor authentication"
        sentence={`From the day on, ${org.name} opens only to members who have set it up.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader
          title={
            asked > 0
              ? `${countOf(asked, "member")} will be asked`
              : through > 0
                ? "Nobody will be asked"
                : "Everybody has set it up"
          }
          sentence={`${enrolled.toLocaleString("en-US")} of ${members.toLocaleString("en-US")} have set it up.`}
        />
        <CardBody>
          <ul className="list-disc pl-5 text-ink-2">
            <li>Members without it are led through setting it up, and then to the page they wanted.</li>
            {through > 0 && (
              <li>
                {countOf(through, "member")} without it {through === 1 ? "comes" : "come"} in through single sign-on,
                which stands for it. Who signs in another way is asked.
              </li>
            )}
            <li>Nobody loses a role or a grant, and their other organizations stay open.</li>
            <li>Pages, downloads and everything that changes something wait for it alike.</li>
          </ul>
        </CardBody>
        <CardSection>
          {user.twoFactorSince ? (
            <RequireForm
              orgId={org.id}
              was={security.twoFactorFrom?.toISOString() ?? ""}
              graceDays={readText(await searchParams, "graceDays") || "0"}
              backHref={paths.orgSecurity(org.id)}
            />
          ) : (
            <Notice
              tone="warn"
              title="Begin with your own account"
              actions={
                <LinkButton href={paths.enrol(paths.requireTwoFactor(org.id))} variant="primary">
                  Set it up
                </LinkButton>
              }
            >
              Whoever requires it of others has it. It takes two minutes, and leads back here.
            </Notice>
          )}
        </CardSection>
      </Card>
    </OrgPage>
  );
}

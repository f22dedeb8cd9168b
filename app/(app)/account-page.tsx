import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { UserActor } from "@/lib/authz/actor";
import { paths } from "@/lib/paths";
import { PageFlash } from "../page-flash";
import { ProveEmailNotice } from "./prove-email-notice";
import { commonShell } from "./shell-data";

type Section = "overview" | "projects" | "privacy" | "alerts" | "security";

/** The shell of one's own pages. */
export async function AccountPage({
  actor,
  section,
  children,
}: {
  actor: UserActor;
  section: Section | null;
  children: ReactNode;
}) {
  const { common } = await commonShell(actor, {});
  const items = [
    { label: "Overview", href: paths.account, active: section === "overview" },
    { label: "Projects", href: paths.accountProjects, active: section === "projects" },
    { label: "Data & Privacy", href: paths.accountPrivacy, active: section === "privacy" },
    { label: "Alerts", href: paths.accountAlerts, active: section === "alerts" },
    { label: "Security", href: paths.accountSecurity, active: section === "security" },
  ];
  return (
    <AppShell
      {...common}
      current={{ kind: "account", name: "Account settings", href: paths.account }}
      crumbs={[]}
      nav={[{ title: "Account", items }]}
    >
      <PageFlash />
      <ProveEmailNotice actor={actor} />
      {children}
    </AppShell>
  );
}

import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Menu } from "@/components/ui/menu";
import { GearMenu } from "./gear-menu";
import { InitialsMenu } from "./initials-menu";
import { Mark } from "./mark";
import { PaletteTrigger } from "./palette-trigger";
import { navId } from "./side-nav";
import { Switcher } from "./switcher";
import { ThemeChoice } from "./theme-choice";
import type { ShellData } from "./types";

export function TopBar(shell: ShellData) {
  const { current, org, crumbs } = shell;
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-line bg-panel px-2 md:gap-2 md:px-4">
      <button
        type="button"
        popoverTarget={navId}
        aria-label="Navigation"
        className="grid size-10 shrink-0 place-content-center rounded-md text-ink-2 hover:bg-sunken lg:hidden"
      >
        <Icon name="menu" />
      </button>
      <Link href={shell.orgs[0] ? current.href : "/"} aria-label="Atrium" className="rounded-md max-lg:hidden">
        <Mark />
      </Link>
      <div className="flex min-w-0 flex-1 items-center gap-1 md:gap-2">
        {current.kind === "project" && org ? (
          <>
            <span className="contents max-md:hidden">
              <Switcher
                id="switch-org"
                kind="organization"
                current={org}
                items={shell.orgs}
                more={newOrg(shell.newOrgHref)}
              />
              <Slash />
            </span>
            <Switcher
              id="switch-project"
              kind="project"
              current={current}
              items={shell.projects?.items ?? []}
              more={allProjects(shell.projects?.moreHref)}
            />
          </>
        ) : current.kind === "org" ? (
          <Switcher
            id="switch-org"
            kind="organization"
            current={current}
            items={shell.orgs}
            more={newOrg(shell.newOrgHref)}
          />
        ) : (
          <Link href={current.href} className="truncate rounded-md px-1.5 font-medium">
            {current.name}
          </Link>
        )}
        {crumbs.map((crumb) => (
          <span key={typeof crumb === "string" ? crumb : crumb.href} className="contents text-ink-2 max-md:hidden">
            <Slash />
            {typeof crumb === "string" ? (
              <span className="truncate text-ink-2">{crumb}</span>
            ) : (
              <Link href={crumb.href} className="truncate text-ink-2 hover:text-ink">
                {crumb.label}
              </Link>
            )}
          </span>
        ))}
      </div>
      <PaletteTrigger />
      <span className="max-md:hidden">
        <Menu id="menu-theme" label="Appearance" button={<Icon name={shell.theme === "dark" ? "moon" : "sun"} />}>
          <ThemeChoice theme={shell.theme} action={shell.themeAction} />
        </Menu>
      </span>
      <GearMenu {...shell.projectsMenu} />
      <InitialsMenu {...shell} />
    </header>
  );
}

function Slash() {
  return (
    <span aria-hidden="true" className="px-1 text-line-strong max-md:hidden">
      /
    </span>
  );
}

function newOrg(href: string | undefined) {
  return href ? { label: "Create Organization", href } : undefined;
}

function allProjects(href: string | undefined) {
  return href ? { label: "All projects", href } : undefined;
}

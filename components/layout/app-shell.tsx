import type { ReactNode } from "react";
import { CloseOnFollow } from "./close-on-follow";
import { FollowLinks } from "./follow-links";
import { SideNav } from "./side-nav";
import { TellTimezone } from "./tell-timezone";
import { TopBar } from "./top-bar";
import type { ShellData } from "./types";

/** Top bar, side navigation and the page, for everything behind the sign-in. */
export function AppShell({ children, ...shell }: ShellData & { children: ReactNode }) {
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to content
      </a>
      <TopBar {...shell} />
      <div className="flex">
        <SideNav groups={shell.nav} label={shell.current.name} theme={shell.theme} themeAction={shell.themeAction} />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-5 md:px-8 md:py-7">
          <div className="mx-auto max-w-[1120px]">{children}</div>
        </main>
      </div>
      <CloseOnFollow />
      <FollowLinks />
      <TellTimezone {...shell.timezone} redraw />
    </>
  );
}

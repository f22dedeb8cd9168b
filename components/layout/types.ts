import type { Theme } from "./theme";

export type FormAct = (data: FormData) => void | Promise<void>;
/** `href` leads to the same kind of page in that place, `settingsHref` to its settings (else `href`). */
export type Place = { id: string; name: string; href: string; settingsHref?: string };
export type NavItem = { label: string; href: string; count?: number; active?: boolean };
export type NavGroup = { title: string; items: readonly NavItem[] };

/** Everything the shell shows; plain data and addresses, so that layouts decide and the shell only draws. */
export type ShellData = {
  user: { id: string; name: string; email: string };
  /** My organizations by name. */
  orgs: readonly Place[];
  newOrgHref?: string;
  current: { kind: "org" | "project" | "account"; id?: string; name: string; href: string };
  /** With `current.kind` "project": the organization it belongs to. */
  org?: { id: string; name: string; href: string };
  /** Other projects, for the switcher beside the project's name. */
  projects?: { items: readonly Place[]; moreHref?: string };
  /** Where we are, after the names: ["Settings"]. */
  crumbs: readonly (string | { label: string; href: string })[];
  nav: readonly NavGroup[];
  /** The gear: project settings by project. */
  projectsMenu: { items: readonly Place[]; moreHref?: string };
  inviteHref: string | null;
  accountHref: string;
  /** The cookie that tells the timezone of a device, and what it said. */
  timezone: { cookie: string; known: string | null };
  theme: Theme;
  /** Gets `theme` = light | dark | system. */
  themeAction: FormAct;
  /** Posted to. */
  signOutHref: string;
};

/** A kind of page, such as `/org/[id]/users`, and the org or project whose page it was (0 for neither). Pure. */
export type Place = { page: string; place: number };

/** Ids in an address: of orgs and projects nine digits, of everything else a prefix and 24 letters. */
const named = /^(?:[a-z]{2,4}_[0-9a-z]{24}|[1-9]\d{8})$/;
const longest = 120;

export function placeOfPath(path: string): Place {
  const parts = (path.split(/[?#]/)[0] ?? "/").split("/").filter(Boolean);
  const place = /^[1-9]\d{8}$/.test(parts[1] ?? "") ? Number(parts[1]) : 0;
  const page = `/${parts.map((part) => (named.test(part) ? "[id]" : part)).join("/")}`;
  return { page: page.slice(0, longest), place };
}

/** What a kind of page is called where people read of it; kinds without a name show their address. */
const pageNames: Record<string, string> = {
  "/account": "Profile & Preferences",
  "/account/projects": "Your projects",
  "/account/data-privacy": "Data & Privacy",
  "/account/alerts": "Your alerts",
  "/account/security": "Security",
  "/org/[id]": "Overview",
  "/org/[id]/projects": "Projects",
  "/org/[id]/users": "Users",
  "/org/[id]/users/invite": "Invite Users",
  "/org/[id]/teams": "Teams",
  "/org/[id]/billing": "Plan & Billing",
  "/org/[id]/audit-log": "Audit Log",
  "/org/[id]/permissions": "Permissions",
  "/project/[id]": "Reports",
  "/project/[id]/live": "Live events",
  "/project/[id]/settings": "Project settings",
  "/project/[id]/settings/users": "Project users",
  "/project/[id]/settings/messages": "Messages",
  "/project/[id]/settings/autotrack": "Autotrack",
};

export function pageName(page: string): string | null {
  return pageNames[page] ?? null;
}

/** The address of a page that needs no id but the one of its org or project; null for others. */
export function pathOfPlace({ page, place }: Place): string | null {
  const path = page.replace("[id]", String(place));
  return path.includes("[id]") || (page.includes("[id]") && place === 0) ? null : path;
}

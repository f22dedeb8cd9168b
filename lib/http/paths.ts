import "server-only";

/** What the server knows of a path before anybody routes it. */

const ingestion = /^\/(track|engage|groups|import|decide)\/?$/;

/** The SDK wire: other origins, any host, and no cookies. */
export function isIngestion(path: string): boolean {
  return ingestion.test(path);
}

/** Asked for by machines that know an address and not our name. */
export function answersOnAnyHost(path: string): boolean {
  return isIngestion(path) || path.startsWith("/api/health/") || path === "/api/metrics";
}

export function isFile(path: string): boolean {
  return (
    path.startsWith("/_next/static/") ||
    path.startsWith("/_next/image") ||
    /^\/[\w-]+\.(svg|ico|png|txt|webmanifest)$/.test(path)
  );
}

const tokenPages = /^\/(invite|reset-password|verify-email|confirm-email|unsubscribe|browser)\/([^/]+)/;
const longSecret = /[A-Za-z0-9_-]{32,}/g;

/** The path as it may be written down: tokens and anything as long and random as one are left out (SEC-R72). */
export function redactedPath(path: string): string {
  if (isFile(path)) return path;
  return path.replace(tokenPages, "/$1/[token]").replace(longSecret, "[secret]").slice(0, 200);
}

const known = new Set<string>();
const mostRoutes = 200;

/** The path as a label of few values: ids become `[id]`, and beyond a bound everything is `other`. */
export function routeOf(path: string, status: number): string {
  if (isFile(path)) return "file";
  if (status === 404) return "not found";
  const route = redactedPath(path)
    .split("/")
    .slice(0, 6)
    .map((part) => (/^\d+$|^[a-z]+_[A-Za-z0-9]+$|@|%/.test(part) ? "[id]" : part))
    .join("/");
  if (!known.has(route) && known.size >= mostRoutes) return "other";
  known.add(route);
  return route;
}

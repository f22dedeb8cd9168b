/**
 * The row of `users` that a service account acts as (V1). Its id says what it is, so that what judges a doer asks where
 * service accounts' roles are. Nobody signs in as one.
 */
export const servicePrefix = "svc";

export function isServiceUser(userId: string): boolean {
  return userId.startsWith(`${servicePrefix}_`);
}

/** Who reaches what, by the kind of doer: the views have the same columns. */
export function accessView(userId: string): "project_access_ever" | "service_access_ever" {
  return isServiceUser(userId) ? "service_access_ever" : "project_access_ever";
}

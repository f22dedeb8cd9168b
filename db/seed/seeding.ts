import type { Tx } from "@/db/client";
import type { History } from "./history";

/** What the parts of a seed share: the moment it is made, and the ids behind names and addresses. */
export type Seeding = {
  tx: Tx;
  at: Date;
  orgId: number;
  userIds: Map<string, string>;
  projectIds: Map<string, number>;
  teamIds: Map<string, string>;
  history: History;
};

export function daysBefore(at: Date, days: number): Date {
  return new Date(at.getTime() - days * 24 * 3600 * 1000);
}

/** The id behind a name or an address of the demo's own lists. */
export function idOf<T>(ids: Map<string, T>, name: string): T {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The demo names ${name}, which it does not make.`);
  return id;
}

import "server-only";
import { listNoWayIn } from "@/db/queries/connection-people";
import type { Actor } from "@/lib/authz/actor";
import type { Change } from "@/lib/mutate";

/**
 * A connection signs nobody in any more: its people who have neither a password nor a passkey get a link by which they
 * set one. The links are made by the jobs, each for its own person. `domain`: of that one alone.
 */
export async function mailNoWayIn(
  { tx, enqueueAll }: Change<Actor>,
  connection: { id: string; orgId: number; name: string },
  domain?: string,
): Promise<void> {
  const people = await listNoWayIn(connection.id, domain, tx);
  await enqueueAll(
    "send_way_in",
    people.map((userId) => ({ userId, orgId: connection.orgId, connection: connection.name })),
  );
}

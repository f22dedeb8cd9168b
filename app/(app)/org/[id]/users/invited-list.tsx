import { searchInvitations } from "@/db/queries/invitations";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { readInvitationFilter, readInvitationPlace } from "@/lib/invitations/filter";
import type { SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { InvitationFilters } from "./filters";
import { InvitationTable } from "./invitation-table";

/** The tab Invited: who has not accepted yet, and on request what became of those who were invited before. */
export async function InvitedList({ actor, query }: { actor: OrgActor; query: SearchParams }) {
  const filter = readInvitationFilter(query);
  const place = readInvitationPlace(query, filter);
  const at = now();
  const { rows, total } = await searchInvitations(actor, filter, place, at);
  return (
    <>
      <InvitationFilters path={paths.users(actor.org.id)} filter={filter} place={place} />
      <InvitationTable actor={actor} rows={rows} total={total} filter={filter} place={place} at={at} />
    </>
  );
}

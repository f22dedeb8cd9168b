import { findPersonInLog, type PersonInLog } from "@/db/queries/audit";
import { type AuditFilter, type AuditParams, auditFilterOf, readAuditParams } from "@/lib/audit/filter";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import type { SearchParams } from "@/lib/pagination";

export type LogView = {
  params: AuditParams;
  filter: AuditFilter;
  /** Whom `params.person` names, where the org knows them. */
  person: PersonInLog | null;
  timeZone: string;
};

/** What an address of the log asks for: the page and both files read it the same way. */
export async function readLogView(actor: OrgActor, query: SearchParams): Promise<LogView> {
  const params = readAuditParams(query);
  const [timeZone, person] = await Promise.all([
    viewerTimezone(actor.user),
    params.person ? findPersonInLog(actor, params.person) : null,
  ]);
  // Somebody erased has no account to find, and their entries are still there.
  const id = person?.id ?? (/^usr_[0-9a-z]+$/.test(params.person) ? params.person : null);
  return { params, filter: auditFilterOf(params, { now: now(), timeZone, person: id }), person, timeZone };
}

import { tzOffset } from "@date-fns/tz";
import { readText, type SearchParams } from "@/lib/pagination";
import { type AuditAction, auditActions } from "./actions";
import { type AuditGroup, actionsNamed, auditGroups, auditWords } from "./words";

/** What the audit log is narrowed to, as its address says it. Pure: the moment and the timezone are given. */

export const auditTimes = { "1d": 1, "7d": 7, "30d": 30, "90d": 90 } as const;
export type AuditTime = keyof typeof auditTimes;

/** The parameters of the address, each "" where it is not set. */
export type AuditParams = {
  /** Words of what happened, an address, a request, operation, entry or object id. */
  q: string;
  person: string;
  /** An action, or all of a group: `member.removed` or `group:People`. */
  action: string;
  project: string;
  /** `team:team_…` */
  object: string;
  operation: string;
  time: string;
  /** Days as `YYYY-MM-DD` in the viewer's timezone, both included. They win over `time`. */
  from: string;
  to: string;
};

/** What is asked of the database. */
export type AuditFilter = {
  person?: string;
  actions?: readonly AuditAction[];
  project?: number;
  object?: { type: string; id: string };
  /** An object of any of these types. */
  objectId?: { types: readonly string[]; id: string };
  operation?: string;
  entry?: string;
  request?: string;
  ip?: string;
  from?: Date;
  /** Not included. */
  until?: Date;
  /** No entry with a higher number: what came while a file was being read stays out of it. */
  newest?: number;
  /** Something was asked for that cannot be: nothing matches. */
  nothing?: true;
};

export function readAuditParams(params: SearchParams): AuditParams {
  const text = (name: keyof AuditParams) => readText(params, name);
  return {
    q: text("q"),
    person: text("person"),
    action: text("action"),
    project: text("project"),
    object: text("object"),
    operation: text("operation"),
    time: text("time") in auditTimes ? text("time") : "",
    from: isDay(text("from")) ? text("from") : "",
    to: isDay(text("to")) ? text("to") : "",
  };
}

/** `person` is whom the e-mail or id of the parameters turned out to be: null for nobody. */
export function auditFilterOf(
  params: AuditParams,
  { now, timeZone, person }: { now: Date; timeZone: string; person: string | null },
): AuditFilter {
  const filter: AuditFilter = { ...timesOf(params, now, timeZone) };
  if (params.person) Object.assign(filter, person ? { person } : { nothing: true });
  if (params.action) Object.assign(filter, actionsOf(params.action));
  if (params.project) Object.assign(filter, projectOf(params.project));
  if (params.operation) filter.operation = params.operation;
  if (params.object) Object.assign(filter, objectOf(params.object));
  if (params.q) narrowBySearch(filter, params.q);
  return filter;
}

/** What is set, for links and for the record of a download. */
export function setParams(params: AuditParams): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ""));
}

function actionsOf(text: string): AuditFilter {
  const group = auditGroups.find((name) => text === `group:${name}`);
  if (group) return { actions: actionsIn(group) };
  const action = auditActions.find((name) => name === text);
  return action ? { actions: [action] } : { nothing: true };
}

export function actionsIn(group: AuditGroup): AuditAction[] {
  return auditActions.filter((action) => auditWords[action].group === group);
}

function projectOf(text: string): AuditFilter {
  return /^[1-9]\d{8}$/.test(text) ? { project: Number(text) } : { nothing: true };
}

function objectOf(text: string): AuditFilter {
  const [, type, id] = /^([a-z_]{1,30}):(.{1,80})$/.exec(text) ?? [];
  return type && id ? { object: { type, id } } : { nothing: true };
}

/** One box for what an admin has in hand: an id out of a letter, an address out of a log, or what happened. */
function narrowBySearch(filter: AuditFilter, q: string): void {
  const id = q.toLowerCase();
  const types = typesOfPrefix[/^([a-z]{3,4})_[0-9a-z]{8,}$/.exec(id)?.[1] ?? ""];
  if (/^aud_[0-9a-z]+$/.test(id)) filter.entry = id;
  else if (/^op_[0-9a-z]+$/.test(id)) meet(filter, "operation", id);
  else if (types) filter.objectId = { types, id };
  else if (/^(req_[0-9a-z]{8,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(id)) filter.request = id;
  else if (/^\d{1,3}(\.\d{1,3}){3}$|^[0-9a-f]{0,4}:[0-9a-f:.]+$/.test(id)) filter.ip = id;
  else if (/^[1-9]\d{8}$/.test(id)) meet(filter, "project", Number(id));
  else {
    const named = actionsNamed(q);
    const both = filter.actions ? named.filter((action) => filter.actions?.includes(action)) : named;
    if (both.length === 0) filter.nothing = true;
    else filter.actions = both;
  }
}

const typesOfPrefix: Record<string, readonly string[]> = {
  usr: ["member", "user", "grant"],
  team: ["team"],
  inv: ["invitation"],
  bill: ["invoice"],
  bem: ["billing_email"],
  ses: ["session"],
};

function meet<Name extends "operation" | "project">(filter: AuditFilter, name: Name, value: AuditFilter[Name]): void {
  if (filter[name] !== undefined && filter[name] !== value) filter.nothing = true;
  filter[name] = value;
}

function timesOf({ time, from, to }: AuditParams, now: Date, timeZone: string): AuditFilter {
  if (from || to) {
    return {
      ...(from && { from: startOfDay(from, timeZone) }),
      ...(to && { until: startOfDay(dayAfter(to), timeZone) }),
    };
  }
  const days = auditTimes[time as AuditTime];
  return days ? { from: new Date(now.getTime() - days * dayMs) } : {};
}

const dayMs = 24 * 3600 * 1000;

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

/** The first moment of a day in a timezone; looked at twice, as the distance from UTC may change in between. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const guess = utc - tzOffset(timeZone, new Date(utc)) * 60_000;
  return new Date(utc - tzOffset(timeZone, new Date(guess)) * 60_000);
}

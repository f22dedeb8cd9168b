import { tzOffset } from "@date-fns/tz";
import type { Random } from "./random";

/**
 * How the people of a product behave: more of them every week, busy on weekdays between nine and six of their own
 * clock, in visits of a few minutes; some every day, most now and then, some never again.
 */

export type DemoEvent = { distinctId: string; time: number; event: string; properties: Record<string, unknown> };

export type DemoPerson = {
  distinctId: string;
  name: string;
  email: string;
  signedUp: number;
  plan: string;
  country: string;
  platform: string;
  browser: string;
  visits: number;
  lastSeen: number;
};

export type DemoActivity = { events: DemoEvent[]; people: DemoPerson[] };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const byWeekday = [0.32, 1, 1.12, 1.15, 1.08, 0.92, 0.28];
const byHour = [1, 1, 1, 1, 1, 2, 5, 12, 30, 60, 72, 66, 44, 54, 70, 72, 62, 46, 26, 18, 15, 12, 7, 3].map(
  (weight, hour) => [hour, weight] as const,
);

const inVisit = [
  ["Page Viewed", 38],
  ["Report Viewed", 20],
  ["Filter Applied", 13],
  ["Dashboard Viewed", 12],
  ["Report Created", 5],
  ["Report Shared", 3.5],
  ["Export Downloaded", 3],
  ["Comment Added", 2.5],
  ["Alert Subscribed", 1.2],
  ["Teammate Invited", 1.1],
  ["Plan Upgraded", 0.25],
] as const;

const pages = ["/home", "/reports", "/reports/retention", "/reports/funnels", "/dashboards", "/people", "/settings"];
const kinds = ["Insights", "Funnels", "Retention", "Flows"];
const sources = [
  ["search", 40],
  ["referral", 22],
  ["invite", 20],
  ["ads", 12],
  ["partner", 6],
] as const;
const plans = [
  ["Free", 60],
  ["Growth", 30],
  ["Enterprise", 10],
] as const;
const countries = [
  ["US", 38],
  ["DE", 14],
  ["GB", 11],
  ["FR", 8],
  ["NL", 6],
  ["IN", 9],
  ["BR", 6],
  ["JP", 5],
  ["AU", 3],
] as const;
const browsers = [
  ["Chrome", 62],
  ["Safari", 20],
  ["Firefox", 10],
  ["Edge", 8],
] as const;
const platforms = [
  ["Mac OS X", 42],
  ["Windows", 40],
  ["iOS", 8],
  ["Android", 6],
  ["Linux", 4],
] as const;

const firstNames =
  "Ada Amara Anders Beatriz Bilal Camille Chen Daniela Dmitri Elif Emeka Fatima Felix Giulia Hana Hugo Ines Ivan Jonas Kavya Kenji Laila Lars Leonie Mateus Maya Mei Nadia Noah Olga Omar Paula Priya Rafael Rosa Samuel Sofia Tariq Tomás Yuki Zoë Łukasz".split(
    " ",
  );
const lastNames =
  "Abe Almeida Andersen Bauer Bianchi Chowdhury Costa Dubois Eriksen Fischer Garcia Haddad Ibrahim Jensen Kaya Kowalski Larsen Lindqvist Martin Mensah Moreau Nakamura Novak Okafor Patel Petrov Quinn Rahman Romero Rossi Sato Schmidt Silva Singh Tanaka Thompson Ueda Varga Weber Yılmaz Zhang".split(
    " ",
  );
const companies = [
  "northwind.test",
  "fabrikam.test",
  "contoso.test",
  "initech.test",
  "globex.test",
  "umbra.test",
  "hooli.test",
];

/** What happened in a project over `days` days up to `now`, about `target` events in the order of time. */
export function demoActivity(
  random: Random,
  options: { timezone: string; days: number; target: number; now: number },
): DemoActivity {
  const { timezone, days, target, now } = options;
  const activity: DemoActivity = { events: [], people: [] };
  const today = Math.floor(now / DAY) * DAY;
  const weights = Array.from({ length: days }, (_, index) =>
    dayWeight(random, today - (days - 1 - index) * DAY, index / days),
  );
  const perEvent = target / weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    const midnight = today - (days - 1 - index) * DAY;
    const goal = activity.events.length + Math.round(weight * perEvent);
    const localMidnight = midnight - tzOffset(timezone, new Date(midnight + DAY / 2)) * MINUTE;
    const newcomers = Math.max(1, Math.round((weight * perEvent) / 55));
    for (let count = 0; count < newcomers; count += 1) signUp(random, activity, localMidnight, now);
    while (activity.events.length < goal) visit(random, activity, localMidnight, now);
  }
  activity.events = activity.events.filter(({ time }) => time <= now).sort((a, b) => a.time - b.time);
  activity.people = activity.people.filter(({ signedUp }) => signedUp <= now);
  return activity;
}

/** Growth over the whole time, the week's rhythm, a quiet holiday week and some chance. */
function dayWeight(random: Random, midnight: number, progress: number): number {
  const growth = 0.45 + 1.1 * progress ** 1.35;
  const weekday = byWeekday[new Date(midnight).getUTCDay()] ?? 1;
  const holiday = progress > 0.3 && progress < 0.335 ? 0.6 : 1;
  return growth * weekday * holiday * (0.88 + random.next() * 0.24);
}

function momentOf(random: Random, localMidnight: number): number {
  return localMidnight + random.weighted(byHour) * 60 * MINUTE + random.between(0, 60 * MINUTE - 1);
}

function signUp(random: Random, { events, people }: DemoActivity, localMidnight: number, now: number): void {
  const signedUp = momentOf(random, localMidnight);
  if (signedUp > now) return;
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const distinctId = `usr-${random.hex(12)}`;
  const person: DemoPerson = {
    distinctId,
    name: `${first} ${last}`,
    email: `${ascii(first)}.${ascii(last)}.${distinctId.slice(4, 7)}@${random.pick(companies)}`,
    signedUp,
    plan: random.weighted(plans),
    country: random.weighted(countries),
    platform: random.weighted(platforms),
    browser: random.weighted(browsers),
    visits: 0,
    lastSeen: signedUp,
  };
  people.push(person);
  events.push(eventOf(person, signedUp, "Signed Up", { source: random.weighted(sources), plan: person.plan }));
}

function visit(random: Random, { events, people }: DemoActivity, localMidnight: number, now: number): void {
  const person = somebody(random, people);
  let time = Math.max(momentOf(random, localMidnight), person.signedUp + random.between(20, 300) * 1000);
  events.push(eventOf(person, time, "Session Started", {}));
  person.visits += 1;
  const steps = 1 + Math.floor(random.next() ** 2 * 12);
  for (let step = 0; step < steps; step += 1) {
    time += random.between(4, 150) * 1000;
    const event = random.weighted(inVisit);
    events.push(eventOf(person, time, event, detailsOf(random, event)));
  }
  if (time <= now) person.lastSeen = Math.max(person.lastSeen, time);
}

/** Regulars come often; of the others rather the recent ones. */
function somebody(random: Random, people: DemoPerson[]): DemoPerson {
  const recent = random.next() < 0.55;
  const index = recent
    ? people.length - 1 - Math.floor(random.next() ** 1.6 * people.length)
    : Math.floor(random.next() ** 2.4 * people.length);
  return people[index] ?? random.pick(people);
}

function detailsOf(random: Random, event: string): Record<string, unknown> {
  switch (event) {
    case "Page Viewed":
      return { $current_url: `https://app.acme.test${random.pick(pages)}` };
    case "Report Viewed":
    case "Report Created":
    case "Report Shared":
      return { report_type: random.pick(kinds), load_ms: random.between(180, 2400) };
    case "Filter Applied":
      return { filters: random.between(1, 5) };
    case "Export Downloaded":
      return {
        format: random.weighted([
          ["CSV", 70],
          ["PNG", 20],
          ["PDF", 10],
        ]),
        rows: random.between(20, 20_000),
      };
    case "Teammate Invited":
      return {
        role: random.weighted([
          ["Analyst", 60],
          ["Consumer", 30],
          ["Admin", 10],
        ]),
      };
    case "Plan Upgraded":
      return { plan: random.pick(["Growth", "Enterprise"]), seats: random.between(3, 60) };
    default:
      return {};
  }
}

function eventOf(person: DemoPerson, time: number, event: string, details: Record<string, unknown>): DemoEvent {
  const { distinctId, platform, browser, country } = person;
  return {
    distinctId,
    time,
    event,
    properties: { mp_lib: "web", $os: platform, $browser: browser, mp_country_code: country, ...details },
  };
}

function ascii(name: string): string {
  return name
    .replaceAll("Ł", "L")
    .replaceAll("ı", "i")
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}

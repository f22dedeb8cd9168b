import type { OrgRole } from "@/lib/authz/roles";

/** Who works at Acme Analytics. Days and minutes count back from the moment the demo is made. */
export type DemoPerson = {
  name: string;
  email: string;
  role: OrgRole;
  teams: string[];
  joinedDaysAgo: number;
  /** Null for somebody who joined and never came back. */
  activeMinutesAgo: number | null;
};

const hour = 60;
const day = 24 * hour;

type Row = [name: string, mailbox: string, role: OrgRole, teams: string[], joined: number, active: number | null];

const rows: Row[] = [
  ["Amara Okafor", "amara@acme.test", "owner", ["Platform", "Growth"], 995, 2],
  ["Priya Raman", "owner@demo.test", "owner", ["Platform", "Data"], 1004, 35],
  ["Benedikt Sørensen", "benedikt@acme.test", "admin", ["Platform"], 889, hour],
  ["Marcus Lindqvist", "admin@demo.test", "admin", ["Growth"], 871, 3 * hour],
  ["Chiara Lombardi", "chiara@acme.test", "billing_admin", [], 684, 26 * hour],
  ["Beatriz Almeida", "billing@demo.test", "billing_admin", ["Finance"], 652, 7 * hour],
  ["Daniel Kim", "daniel.kim@acme.test", "member", ["Growth", "Mobile", "Support", "Data"], 660, 3 * day],
  ["Ewa Kowalczyk", "ewa@acme.test", "member", ["Mobile"], 660, 5 * hour],
  ["Farid Haddad", "farid@acme.test", "member", ["Support"], 576, 41 * day],
  ["Grace Mwangi", "grace@acme.test", "member", ["Growth"], 511, 12],
  ["Hiroshi Tanaka", "hiroshi@acme.test", "member", ["Data"], 490, 9 * hour],
  ["Inés Fuentes", "ines@acme.test", "member", ["Support", "Growth"], 451, 6 * day],
  ["Jonas Weber", "member@demo.test", "member", ["Growth"], 447, 50],
  ["Noor Rahman", "analyst@demo.test", "member", ["Data"], 438, 4 * hour],
  ["Tomás Herrera", "consumer@demo.test", "member", ["Finance"], 430, 2 * day],
  ["Katarzyna Nowak", "katarzyna@acme.test", "member", ["Platform"], 402, 22],
  ["Liam O’Brien", "liam@acme.test", "member", ["Mobile"], 398, 8 * hour],
  ["Mei-Ling Chen", "mei-ling@acme.test", "member", ["Data", "Growth"], 377, hour],
  ["Nikolai Petrov", "nikolai@acme.test", "member", ["Platform"], 360, 31 * hour],
  ["Olumide Adeyemi", "olumide@acme.test", "member", ["Growth"], 344, 17],
  ["Paulína Dvořáková", "paulina@acme.test", "member", ["Support"], 321, 2 * day],
  ["Quentin Lefèvre", "quentin@acme.test", "member", ["Mobile"], 310, 11 * day],
  ["Rania El-Masri", "rania@acme.test", "member", ["Finance"], 296, 5 * day],
  ["Sakura Yamamoto", "sakura@acme.test", "member", ["Mobile"], 283, 40],
  ["Thandiwe Nkosi", "thandiwe@acme.test", "member", ["Support"], 269, 6 * hour],
  ["Uğur Yılmaz", "ugur@acme.test", "member", ["Platform"], 251, 3 * hour],
  ["Valentina Rossi", "valentina@acme.test", "member", ["Growth"], 238, day],
  ["Wilhelmina de Vries", "wilhelmina@acme.test", "member", ["Finance"], 220, 19 * day],
  ["Xiomara Delgado", "xiomara@acme.test", "member", ["Support"], 204, 4 * hour],
  ["Yusuf Demir", "yusuf@acme.test", "member", ["Data"], 188, 90],
  ["Zofia Wiśniewska", "zofia@acme.test", "member", ["Growth"], 171, 2 * hour],
  ["Arjun Mehta", "arjun@acme.test", "member", ["Platform", "Data"], 158, 5],
  ["Bronwyn Davies", "bronwyn@acme.test", "member", ["Support"], 141, 72 * day],
  ["Camille Tremblay", "camille@acme.test", "member", ["Mobile"], 127, 10 * hour],
  ["Dmytro Shevchenko", "dmytro@acme.test", "member", ["Platform"], 109, 28],
  ["Elif Kaya", "elif@acme.test", "member", ["Growth"], 90, 3 * day],
  ["Freja Nielsen", "freja@acme.test", "member", ["Data"], 71, 13 * hour],
  ["Gabriel Santos", "gabriel@acme.test", "member", ["Mobile"], 48, 55],
  ["Hoàng Minh Trần", "minh@acme.test", "member", ["Support"], 27, 2 * hour],
  ["سارة العتيبي", "sara@acme.test", "member", ["Finance"], 16, 20 * hour],
  ["佐藤 健", "ken.sato@acme.test", "member", [], 5, null],
];

export const acmePeople: DemoPerson[] = rows.map(([name, email, role, teams, joinedDaysAgo, activeMinutesAgo]) => ({
  name,
  email,
  role,
  teams,
  joinedDaysAgo,
  activeMinutesAgo,
}));

/** The sign-ins that are promised to whoever tries the product. */
export const demoSignIns = acmePeople.map((person) => person.email).filter((email) => email.endsWith("@demo.test"));

/** A second org, so that the switcher has something to switch to. The first is its owner. */
export const studioPeople: { name: string; email: string; role: OrgRole; joinedDaysAgo: number }[] = [
  { name: "Mira Castellanos", email: "mira@northstudio.test", role: "owner", joinedDaysAgo: 412 },
  { name: "Anders Holm", email: "anders@northstudio.test", role: "admin", joinedDaysAgo: 400 },
  { name: "Jia Wei Lim", email: "jia@northstudio.test", role: "member", joinedDaysAgo: 233 },
  { name: "Priya Raman", email: "owner@demo.test", role: "member", joinedDaysAgo: 120 },
];

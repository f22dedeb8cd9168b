import type { OrgRole, ProjectRole } from "@/lib/authz/roles";

/** What Acme Analytics has: projects, teams, individual grants, invitations. Everything is named, nothing has an id yet. */

export type DemoProject = {
  name: string;
  timezone: string;
  daysAgo: number;
  weight: number;
  allUsersRole?: ProjectRole;
  /** Waits for its erasure. */
  deletedDaysAgo?: number;
};

export const acmeProjects: DemoProject[] = [
  { name: "Web app", timezone: "America/Los_Angeles", daysAgo: 1003, weight: 40, allUsersRole: "consumer" },
  { name: "iOS and Android", timezone: "Europe/Berlin", daysAgo: 940, weight: 22 },
  { name: "Checkout", timezone: "UTC", daysAgo: 815, weight: 12 },
  { name: "Marketing site", timezone: "America/New_York", daysAgo: 640, weight: 10 },
  { name: "Help center", timezone: "Asia/Kolkata", daysAgo: 505, weight: 6, allUsersRole: "consumer" },
  { name: "Partner API", timezone: "Asia/Tokyo", daysAgo: 371, weight: 5 },
  { name: "Billing ledger", timezone: "Europe/London", daysAgo: 255, weight: 3 },
  { name: "Onboarding lab", timezone: "Australia/Sydney", daysAgo: 190, weight: 2 },
  { name: "Desktop beta", timezone: "UTC", daysAgo: 720, weight: 1, deletedDaysAgo: 46 },
];

export const studioProjects: DemoProject[] = [
  { name: "Portfolio", timezone: "Europe/Copenhagen", daysAgo: 411, weight: 2 },
  { name: "Client portal", timezone: "Europe/Copenhagen", daysAgo: 200, weight: 1, allUsersRole: "admin" },
];

export type DemoTeam = { name: string; role: ProjectRole; projects: string[]; daysAgo: number };

export const acmeTeams: DemoTeam[] = [
  { name: "Platform", role: "admin", projects: ["Web app", "Checkout", "Partner API"], daysAgo: 990 },
  { name: "Growth", role: "analyst", projects: ["Web app", "Marketing site", "Onboarding lab"], daysAgo: 862 },
  { name: "Mobile", role: "consumer", projects: ["iOS and Android", "Checkout"], daysAgo: 800 },
  { name: "Support", role: "consumer", projects: ["Help center", "Web app", "iOS and Android"], daysAgo: 700 },
  { name: "Data", role: "analyst", projects: ["Web app", "iOS and Android", "Checkout", "Help center"], daysAgo: 610 },
  { name: "Finance", role: "consumer", projects: ["Checkout", "Billing ledger"], daysAgo: 600 },
];

export type DemoGrant = { email: string; project: string; role: ProjectRole; daysAgo: number };

export const acmeGrants: DemoGrant[] = [
  { email: "daniel.kim@acme.test", project: "Web app", role: "consumer", daysAgo: 640 },
  { email: "admin@demo.test", project: "Web app", role: "consumer", daysAgo: 860 },
  { email: "ewa@acme.test", project: "iOS and Android", role: "admin", daysAgo: 620 },
  { email: "hiroshi@acme.test", project: "Partner API", role: "owner", daysAgo: 365 },
  { email: "analyst@demo.test", project: "Marketing site", role: "analyst", daysAgo: 330 },
  { email: "consumer@demo.test", project: "Onboarding lab", role: "consumer", daysAgo: 180 },
  { email: "member@demo.test", project: "Checkout", role: "consumer", daysAgo: 260 },
  { email: "mei-ling@acme.test", project: "Partner API", role: "analyst", daysAgo: 210 },
  { email: "rania@acme.test", project: "Billing ledger", role: "admin", daysAgo: 240 },
  { email: "elif@acme.test", project: "Help center", role: "analyst", daysAgo: 60 },
  { email: "ken.sato@acme.test", project: "iOS and Android", role: "analyst", daysAgo: 4 },
];

export type DemoInvitation = {
  email: string;
  role: OrgRole;
  by: string;
  sentDaysAgo: number;
  projects: [name: string, role: ProjectRole][];
  teams: string[];
};

/** Seven days after it was sent an invitation has expired: the last three have. */
export const acmeInvitations: DemoInvitation[] = [
  {
    email: "astrid.lund@acme.test",
    role: "member",
    by: "amara@acme.test",
    sentDaysAgo: 0.2,
    projects: [["Web app", "analyst"]],
    teams: ["Growth"],
  },
  {
    email: "kwame.boateng@acme.test",
    role: "admin",
    by: "owner@demo.test",
    sentDaysAgo: 1.1,
    projects: [],
    teams: ["Platform"],
  },
  {
    email: "lucia.moretti@acme.test",
    role: "member",
    by: "benedikt@acme.test",
    sentDaysAgo: 2.4,
    projects: [],
    teams: ["Support", "Mobile"],
  },
  {
    email: "auditor@northwind.test",
    role: "billing_admin",
    by: "amara@acme.test",
    sentDaysAgo: 3.3,
    projects: [],
    teams: [],
  },
  {
    email: "ravi.iyer@acme.test",
    role: "member",
    by: "admin@demo.test",
    sentDaysAgo: 5,
    projects: [
      ["Checkout", "consumer"],
      ["Partner API", "analyst"],
    ],
    teams: [],
  },
  {
    email: "sofia.lindgren@acme.test",
    role: "member",
    by: "owner@demo.test",
    sentDaysAgo: 6.5,
    projects: [["iOS and Android", "admin"]],
    teams: ["Mobile"],
  },
  {
    email: "peter.novotny@acme.test",
    role: "member",
    by: "admin@demo.test",
    sentDaysAgo: 9,
    projects: [],
    teams: ["Support"],
  },
  {
    email: "contractor@fieldwork.test",
    role: "member",
    by: "benedikt@acme.test",
    sentDaysAgo: 16,
    projects: [["Onboarding lab", "consumer"]],
    teams: [],
  },
  {
    email: "hana.kobayashi@acme.test",
    role: "member",
    by: "amara@acme.test",
    sentDaysAgo: 38,
    projects: [["Help center", "analyst"]],
    teams: ["Data"],
  },
];

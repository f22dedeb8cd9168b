import type { PlanId } from "@/lib/billing/plans";
import type { OrgRole, ProjectRole } from "./roles";

/** Where a request came from; kept with every audit entry. */
export type Origin = { ip: string | null; agent: string | null; requestId: string | null };

export type SessionFacts = {
  id: string;
  /** How the person proved who they are in it. */
  methods: string[];
  createdAt: Date;
  confirmedAt: Date | null;
  lastSeenAt: Date;
  /** The longest time without use before `lastSeenAt`, in seconds. */
  longestIdleSeconds: number;
};

/** Somebody signed in. */
export type UserActor = {
  kind: "user";
  user: {
    id: string;
    email: string;
    name: string;
    timezone: string | null;
    /** Whether times are shown in `timezone` on every device. */
    timezoneFixed: boolean;
    /** BCP 47, for dates. */
    locale: string | null;
    /** Whether the pages this person opens are written down (C3). */
    usageRecorded: boolean;
    emailProven: boolean;
    limitedToOrgId: number | null;
    /** Since when a second factor is enrolled; null without one. */
    twoFactorSince: Date | null;
  };
  session: SessionFacts;
  origin: Origin;
};

/** For whoever acts without being signed in at that moment: a job that goes on in somebody's name. Nothing is confirmed. */
export const noSession: SessionFacts = {
  id: "",
  methods: [],
  createdAt: new Date(0),
  confirmedAt: null,
  lastSeenAt: new Date(0),
  longestIdleSeconds: 0,
};

export type OrgFacts = {
  id: number;
  name: string;
  plan: PlanId;
  createdAt: Date;
  /** From when on members need a second factor; null where none is required. */
  twoFactorFrom: Date | null;
  trustedDevices: boolean;
};

/** Somebody signed in, in an org they are a member of. */
export type OrgActor = UserActor & {
  org: OrgFacts;
  role: OrgRole;
};

/** Somebody signed in who reaches a project; `role` is null where they are in its org only through a grant's membership. */
export type ProjectActor = OrgActor & {
  project: { id: number; name: string; timezone: string };
  projectRole: ProjectRole;
};

/** Nobody signed in yet (sign-up, invitation link, reset), or the product itself (jobs). */
export type OutsideActor = { kind: "outside" | "system"; userId: string | null; origin: Origin };

export type Actor = UserActor | OrgActor | ProjectActor | OutsideActor;

export const nowhere: Origin = { ip: null, agent: null, requestId: null };

/** The product itself, where nobody is signed in: jobs and what they call. */
export const product: OutsideActor = { kind: "system", userId: null, origin: nowhere };

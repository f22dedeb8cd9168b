import { ConfirmationNeeded } from "@/lib/errors";
import type { UserActor } from "./actor";

const minutes = 15;

/** Whether this session was confirmed in the last 15 minutes; using it does not extend it (A6). */
export function isConfirmed(actor: UserActor, at: Date): boolean {
  const confirmed = actor.session.confirmedAt;
  return confirmed !== null && at.getTime() - confirmed.getTime() < minutes * 60_000;
}

/** Throws {@link ConfirmationNeeded}; for verbs that SPEC A6 names. */
export function assertConfirmed(actor: UserActor, at: Date): void {
  if (!isConfirmed(actor, at)) throw new ConfirmationNeeded();
}

import type { privacyRequests } from "@/db/schema";

/** Words and terms of requests of people whom a project has data about (D1, WIRE §1). Pure. */

type Row = typeof privacyRequests.$inferSelect;
export type PrivacyKind = Row["kind"];
export type Regulation = Row["regulation"];
export type Disclosure = Row["disclosure"];
export type PrivacyStatus = Row["status"];

export const kinds = ["retrieval", "deletion"] as const satisfies readonly PrivacyKind[];
export const regulations = ["GDPR", "CCPA"] as const satisfies readonly Regulation[];
export const disclosures = ["Data", "Categories", "Sources"] as const satisfies readonly Disclosure[];
export const statuses = [
  "PENDING",
  "STARTED",
  "SUCCESS",
  "FAILURE",
  "REVOKED",
] as const satisfies readonly PrivacyStatus[];

export const kindNames: Record<PrivacyKind, string> = { retrieval: "Retrieval", deletion: "Deletion" };

export const statusNames: Record<PrivacyStatus, string> = {
  PENDING: "Waiting",
  STARTED: "Running",
  SUCCESS: "Done",
  FAILURE: "Failed",
  REVOKED: "Cancelled",
};

export const disclosureNames: Record<Disclosure, string> = {
  Data: "The data itself",
  Categories: "Categories of data",
  Sources: "Where it came from",
};

export const mostIds = 2000;
/** An id as events have it. */
export const longestId = 255;

/** Days within which the law wants it done: GDPR Art. 12(3) one month, CCPA § 1798.130(a)(2) 45 days. */
export const dueDays: Record<Regulation, number> = { GDPR: 30, CCPA: 45 };

/** A deletion waits this long, so that it can still be cancelled. */
export const holdMinutes = 60;

/** An archive can be downloaded for this long; then it is forgotten, with the ids of the request. */
export const fileDays = 30;

/** Owners and whoever asked get a mail so many days before it is due. */
export const reminderDays = 7;

/** A CCPA retrieval is about the last year. */
export const ccpaDays = 365;

export function isOpen(status: PrivacyStatus): boolean {
  return status === "PENDING" || status === "STARTED";
}

import { customType, timestamp } from "drizzle-orm/pg-core";

/** A moment; always with time zone, as a JavaScript Date. */
export function moment(name: string) {
  return timestamp(name, { withTimezone: true, mode: "date" });
}

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => "bytea",
});

/** Text that `lib/crypto.ts` encrypted; its own type, so that every such column is found when keys are rotated. */
export const encrypted = customType<{ data: string; driverData: string }>({ dataType: () => "text" });

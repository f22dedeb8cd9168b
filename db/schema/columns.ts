import { customType, timestamp } from "drizzle-orm/pg-core";

/** A moment; always with time zone, as a JavaScript Date. */
export function moment(name: string) {
  return timestamp(name, { withTimezone: true, mode: "date" });
}

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => "bytea",
});

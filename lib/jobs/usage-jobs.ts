import "server-only";
import { now } from "@/lib/clock";
import { logger } from "@/lib/log";
import { observeDrift } from "@/lib/metrics";
import { findDrift } from "@/lib/usage/drift";
import { countTrackedUsers } from "@/lib/usage/people";
import { dayOf } from "@/lib/usage/period";
import type { Handlers } from "./handlers";

const dayMs = 24 * 3600 * 1000;
const mostTold = 20;

export const countUsers: Handlers["count_tracked_users"] = () => countTrackedUsers();

/** The last two whole days; what differs is told to whoever runs the installation, by log and by metric. */
export const checkUsage: Handlers["check_usage"] = async () => {
  const day = (back: number) => dayOf(new Date(now().getTime() - back * dayMs));
  const drift = await findDrift(day(2), day(1));
  observeDrift(drift.length);
  if (drift.length > 0)
    logger.error({ drift: drift.slice(0, mostTold), total: drift.length }, "counters and data differ");
  else logger.info("counters and data agree");
};

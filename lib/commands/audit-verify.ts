import "server-only";
import { parseArgs } from "node:util";
import { closeDatabase } from "@/db/client";
import { faultWords } from "@/lib/audit/verify";
import { countOf } from "@/lib/format";
import { openDatabase } from "./open-database";

/** npm run audit:verify: recomputes the hash chains of the audit log; `-- --org 123456789` that of one organization. */
const { values: given } = parseArgs({ allowPositionals: true, options: { org: { type: "string" } } });
if (given.org !== undefined && !/^[1-9]\d{8}$/.test(given.org)) {
  console.error("--org takes the 9-digit id of an organization, such as --org 123456789.");
  process.exit(2);
}

const database = await openDatabase();
try {
  const { verifyAudit } = await import("@/lib/audit/verify-all");
  let faults = 0;
  const read = await verifyAudit({ chain: given.org && `org:${given.org}` }, (fault) => {
    faults += 1;
    console.log(`${fault.chain}: ${faultWords(fault)}`);
  });
  const what = `${countOf(read.entries, "entry", "entries")} in ${countOf(read.chains, "chain")}`;
  if (faults === 0) console.log(`The audit log is whole: ${what}.`);
  else console.log(`The audit log was tampered with: ${countOf(faults, "fault")} in ${what}.`);
  process.exitCode = faults === 0 ? 0 : 1;
} finally {
  await closeDatabase();
  await database?.stop();
}

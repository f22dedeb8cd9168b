import "server-only";
import { closeDatabase } from "@/db/client";
import { encryptionKeyNames } from "@/lib/crypto";
import { countOf } from "@/lib/format";
import { openDatabase } from "./open-database";

/** npm run secrets:reencrypt: writes every stored secret anew with the first key of ENCRYPTION_KEYS. */
const database = await openDatabase();
try {
  const { reencryptAll, reportOf } = await import("./reencrypt");
  const done = await reencryptAll({
    tell: (column, written) => console.log(`${column}: ${countOf(written, "value")} written so far`),
  });
  const { lines, whole } = reportOf(done, encryptionKeyNames());
  for (const line of lines) console.log(line);
  process.exitCode = whole ? 0 : 1;
} finally {
  await closeDatabase();
  await database?.stop();
}

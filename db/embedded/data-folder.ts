import "server-only";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import { z } from "zod";
import { StartError } from "@/lib/start-error";
import type { Account } from "./account";

/** The data folder: `postgres/` (the cluster), `secrets.json`, `database-port`, `demo-password.txt`. */
export const clusterOf = (dataDir: string) => path.join(dataDir, "postgres");

/** Makes the folder, closed to everybody else. As root its group is the database's, which has to walk through. */
export async function prepareDataFolder(dataDir: string, account: Account | null): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const probe = path.join(dataDir, `.probe-${process.pid}`);
    await (await open(probe, "w", 0o600)).close();
    await rm(probe);
    if (account) await chown(dataDir, 0, account.gid);
    await chmod(dataDir, account ? 0o710 : 0o700);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new StartError(
      `The data folder ${dataDir} cannot be written by ${whoAmI()} (${reason}). Give it to this user, set DATA_DIR to another folder, or set DATABASE_URL to use a PostgreSQL server.`,
    );
  }
}

function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

const secretsSchema = z.object({
  APP_SECRET: z.string().min(32),
  PASSWORD_PEPPER: z.string().min(32),
  ENCRYPTION_KEYS: z.string().min(40),
  DATABASE_PASSWORD: z.string().min(20),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** Reads the secrets, made once: whoever starts at the same moment gets the same ones. */
export async function readOrMakeSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, "secrets.json");
  if (!existsSync(file)) {
    if (existsSync(clusterOf(dataDir))) {
      throw new StartError(
        `${file} is missing, and the database beside it cannot be opened without it. Put it back, or move ${dataDir} away to start anew.`,
      );
    }
    await makeSecrets(file);
  }
  const parsed = secretsSchema.safeParse(
    await readFile(file, "utf8")
      .then(JSON.parse)
      .catch(() => undefined),
  );
  if (!parsed.success)
    throw new StartError(
      `${file} cannot be read. Put its last good version back, or move ${dataDir} away to start anew.`,
    );
  return parsed.data;
}

async function makeSecrets(file: string): Promise<void> {
  const random = (bytes: number) => randomBytes(bytes).toString("base64url");
  const secrets: Secrets = {
    APP_SECRET: random(48),
    PASSWORD_PEPPER: random(48),
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    DATABASE_PASSWORD: random(24),
  };
  const unfinished = `${file}.${process.pid}`;
  const handle = await open(unfinished, "w", 0o600);
  await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
  await handle.sync();
  await handle.close();
  await link(unfinished, file).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(unfinished);
}

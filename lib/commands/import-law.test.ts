import { describe, expect, test } from "vitest";
import { importsOf, judge } from "./import-law.mjs";

const world = {
  "db/client.ts": "",
  "db/schema/orgs.ts": "",
  "db/queries/members.ts": "",
  "lib/mutate.ts": `import { db } from "@/db/client";`,
  "lib/format.ts": "",
  "lib/orgs/verbs.ts": `import "server-only";\nimport { mutate } from "../mutate";`,
  "lib/orgs/schemas.ts": `import { z } from "zod";`,
  "components/ui/button.tsx": "",
  "app/org/layout.tsx": "",
  "app/account/page.tsx": "",
  "lib/jobs/tasks.ts": "",
  "lib/jobs/worker.ts": `import { tasks } from "./tasks";`,
};

describe("import law", () => {
  test("a world that keeps it is left alone", () => {
    expect(judge(world)).toEqual([]);
  });

  test.each([
    ["app/org/page.tsx", `import { db } from "@/db/client";`],
    ["app/org/page.tsx", `import { orgs } from "../../db/schema/orgs";`],
    ["app/org/page.tsx", `import { part } from "../account/page";`],
    ["app/org/page.tsx", `"use client";\nexport function Page() {}`],
    ["app/org/actions.ts", "export async function save() {}"],
    ["app/org/actions.ts", `import "server-only";\n"use server";`],
    ["app/org/parts.tsx", `async function save() {\n  "use server";\n}`],
    ["app/org/page.tsx", "const secret = process.env.APP_SECRET;"],
    ["components/x.tsx", `import { rename } from "@/lib/orgs/verbs";`],
    ["components/x.tsx", `import { listMembers } from "@/db/queries/members";`],
    ["components/x.tsx", `import layout from "@/app/org/layout";`],
    ["lib/teams/verbs.ts", `import { db } from "@/db/client";`],
    ["lib/teams/verbs.ts", `const { db } = await import("@/db/client");`],
    ["lib/teams/verbs.ts", `import { Button } from "@/components/ui/button";`],
    ["lib/teams/verbs.ts", `import { tasks } from "@/lib/jobs/tasks";`],
    ["db/queries/orgs.ts", `import { rename } from "@/lib/orgs/verbs";`],
    ["db/schema/teams.ts", `import { name } from "@/lib/format";`],
    ["lib/orgs/helper.ts", `import { until } from "@/lib/testing/until";`],
  ])("%s may not: %s", (file, text) => {
    const files = { ...world, "lib/testing/until.ts": "", [file]: text };
    const problems = judge(files);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(file);
  });

  test.each([
    ["app/org/page.tsx", `import layout from "./layout";\nimport { Button } from "@/components/ui/button";`],
    [
      "app/org/page.tsx",
      `import { listMembers } from "@/db/queries/members";\nimport { rename } from "@/lib/orgs/verbs";`,
    ],
    ["app/org/actions.ts", `"use server";\nimport { rename } from "@/lib/orgs/verbs";`],
    [
      "components/x.tsx",
      `import { schema } from "@/lib/orgs/schemas";\nimport type { Row } from "@/db/queries/members";`,
    ],
    ["components/x.tsx", `import { type Row } from "@/db/queries/members";`],
    ["lib/teams/verbs.ts", `import type { Tx } from "@/db/client";\nimport { orgs } from "@/db/schema/orgs";`],
    ["lib/auth/last-seen.ts", `import { db } from "@/db/client";`],
    ["lib/teams/verbs.test.ts", `import { db } from "@/db/client";\nprocess.env.X = "1";`],
    ["lib/orgs/words.ts", '// process.env and "use server" may be spoken of'],
  ])("%s may: %s", (file, text) => {
    expect(judge({ ...world, [file]: text })).toEqual([]);
  });

  test("circles of running imports are found, circles of types are none", () => {
    const a = (type: string) => ({
      "lib/a.ts": `import { b } from "./b";`,
      "lib/b.ts": `import ${type}{ a } from "./a";`,
    });
    expect(judge(a(""))).toEqual(["circle: lib/a.ts → lib/b.ts → lib/a.ts"]);
    expect(judge(a("type "))).toEqual([]);
  });

  test("imports over several lines, re-exports and late ones are seen", () => {
    const text = `import {\n  a,\n  type B,\n} from "x";\nexport * from "./y";\nimport "z";\nconst w = () => import("w");`;
    expect(importsOf(text).map(({ target, type }) => [target, type])).toEqual([
      ["x", false],
      ["./y", false],
      ["z", false],
      ["w", false],
    ]);
  });
});

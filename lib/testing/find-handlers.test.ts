import { describe, expect, test } from "vitest";
import { actionsIn, findActions, findHandlers, handlersIn, strayActionFiles } from "./find-handlers";

const fromActions = 'import { button, orgAction } from "@/lib/auth/actions";\n';
const fromHandlers = 'import { publicRoute } from "@/lib/auth/handlers";\n';
const makerOf = (line: string) => actionsIn("actions.ts", fromActions + line)[0]?.maker;

describe("the app's server actions and route handlers", () => {
  test("[SEC-R42] every server action is made by a wrapper", () => {
    const found = findActions();
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter(({ maker }) => maker === null)).toEqual([]);
    expect(strayActionFiles()).toEqual([]);
  });

  test("[SEC-R42] every route handler is made by a wrapper", () => {
    const found = findHandlers();
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(({ maker }) => maker === null)).toEqual([]);
  });
});

describe("what is not made by a wrapper is noticed", () => {
  test("wrapped, also as a button and over two lines", () => {
    expect(makerOf("export const save = orgAction(schema, run);")).toBe("orgAction");
    expect(actionsIn("a", `${fromActions}export const go = button(\n  orgAction(schema, run),\n);`)).toEqual([
      { file: "a", name: "go", maker: "orgAction", isButton: true },
    ]);
  });

  test.each([
    "export async function save(data: FormData) {}",
    "export const save = async () => {};",
    "export default async function save() {}",
    "export const save = otherAction(schema, run);",
    "export { save };",
    'export * from "./others";',
  ])("%s", (line) => expect(makerOf(line)).toBeNull());

  test("a wrapper that only has the name of one", () => {
    const text = "const orgAction = (x) => x;\nexport const save = orgAction(schema, run);";
    expect(actionsIn("actions.ts", text)[0]?.maker).toBeNull();
  });

  test("handlers: settings of the segment are none, a bare function is noticed", () => {
    const text = `${fromHandlers}export const dynamic = "force-dynamic";\nexport const GET = publicRoute(run);`;
    expect(handlersIn("route.ts", text)).toEqual([
      { file: "route.ts", name: "GET", maker: "publicRoute", isButton: false },
    ]);
    expect(handlersIn("route.ts", `${fromHandlers}export async function POST() {}`)[0]?.maker).toBeNull();
  });
});

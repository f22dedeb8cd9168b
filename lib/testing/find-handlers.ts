import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Every server action and route handler of the app, found by reading its files, and which wrapper made it. An export
 * that no wrapper of `lib/auth` made has the maker null.
 */

export type Found = { file: string; name: string; maker: string | null; isButton: boolean };

const actionMakers = ["orgAction", "projectAction", "userAction", "publicAction"];
const routeMakers = [
  "sessionRoute",
  "orgRoute",
  "projectRoute",
  "bearerRoute",
  "basicRoute",
  "publicRoute",
  "ingestRoute",
];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const segmentSettings = ["dynamic", "runtime", "revalidate", "maxDuration", "fetchCache", "preferredRegion"];

/** Exports of one file of server actions. */
export function actionsIn(file: string, text: string): Found[] {
  return exportsOf(text).map(({ name, value }) => {
    const made = /^(button\(\s*)?(\w+)[(<]/.exec(value);
    const maker = made?.[2] && isFromWrapper(text, made[2], actionMakers, "actions") ? made[2] : null;
    return { file, name, maker, isButton: Boolean(made?.[1]) && isFromWrapper(text, "button", ["button"], "actions") };
  });
}

/** Handlers of one `route.ts`, by method. */
export function handlersIn(file: string, text: string): Found[] {
  const handlers = exportsOf(text).filter(({ name }) => !segmentSettings.includes(name));
  return handlers.map(({ name, value }) => {
    const made = /^(\w+)[(<]/.exec(value)?.[1];
    const known = made && methods.includes(name) && isFromWrapper(text, made, routeMakers, "handlers");
    return { file, name, maker: known ? made : null, isButton: false };
  });
}

export function findActions(root = "app"): Found[] {
  return filesNamed(root, /^actions\.tsx?$/).flatMap((file) => actionsIn(file, readFileSync(file, "utf8")));
}

export function findHandlers(root = "app"): Found[] {
  return filesNamed(root, /^route\.tsx?$/).flatMap((file) => handlersIn(file, readFileSync(file, "utf8")));
}

/** Files that hold server actions where nobody looks for them. */
export function strayActionFiles(roots = ["app", "components", "lib", "db"]): string[] {
  const sources = roots.flatMap((root) => filesNamed(root, /(?<!\.test)\.tsx?$/));
  return sources.filter(
    (file) => !/(^|\/)actions\.tsx?$/.test(file) && /^\s*["']use server["']/m.test(readFileSync(file, "utf8")),
  );
}

export function filesNamed(root: string, pattern: RegExp): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join("/"))
    .sort();
}

/** What is exported, with the beginning of its value; "" for everything that is no `export const name = …`. */
function exportsOf(text: string): { name: string; value: string }[] {
  return [...text.matchAll(/^[ \t]*export\s+(?!type\b)/gm)].map((match) => {
    const rest = text.slice(match.index + match[0].length);
    const constant = /^const\s+(\w+)(?::[^=]+)?\s*=\s*([\s\S]*)$/.exec(rest);
    if (constant?.[1]) return { name: constant[1], value: constant[2] ?? "" };
    const firstLine = rest.split("\n", 1)[0] ?? "";
    return {
      name: /^(?:default\s+)?(?:async\s+)?(?:function\*?|class|let|var)\s+(\w+)/.exec(firstLine)?.[1] ?? firstLine,
      value: "",
    };
  });
}

/** Whether this name is one of the wrappers and comes from the wrappers' own file. */
function isFromWrapper(text: string, name: string, makers: readonly string[], file: "actions" | "handlers"): boolean {
  const imported = new RegExp(`import\\s*{([^}]*)}\\s*from\\s*"@/lib/auth/${file}"`).exec(text)?.[1] ?? "";
  return makers.includes(name) && imported.split(",").some((part) => part.trim() === name);
}

// The import law of README's map, and three rules beside it: `"use server"`, `process.env`, no circles.
// Run by `npm run check`; `judge` is pure, so that its test can show it files that break each rule.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Whose writes are nobody's change: they use the client directly. */
const services = ["auth", "events", "usage", "jobs", "mail", "audit", "http", "commands", "testing"];
const serviceFiles = ["lib/mutate.ts", "lib/rate-limit.ts", "lib/metrics.ts"];
const free = /^(bench|e2e|db\/seed|lib\/(testing|commands))\/|\.test\.tsx?$|^[^/]+\.config\.[a-z]+$/;
const mayReadEnvironment =
  /^(lib\/env\.ts|lib\/(commands|testing)\/|bench\/|e2e\/|[^/]+\.config\.[a-z]+$)|\.test\.tsx?$/;

/** Imports of a file: what is named, and whether only types are taken. */
export function importsOf(text) {
  const found = [];
  const statement = /^\s*(?:import|export)\s+(type\s+)?(?:([\w$*\s{},]*?)\s*from\s*)?["']([^"']+)["']/gm;
  for (const [, type, names = "", target] of text.matchAll(statement)) {
    const braces = /^\{([\s\S]*)\}$/.exec(names.trim());
    const onlyTypes =
      braces?.[1].trim() && braces[1].split(",").every((name) => !name.trim() || /^type\s/.test(name.trim()));
    found.push({ target, type: Boolean(type || onlyTypes) });
  }
  for (const [, target] of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g))
    found.push({ target, type: false, late: true });
  return found;
}

/** Every broken rule in `files` (path → text), as sentences. */
export function judge(files) {
  const graph = new Map();
  for (const [file, text] of Object.entries(files)) {
    const links = importsOf(text).map((link) => ({ ...link, file: resolve(file, link.target, files) }));
    graph.set(file, links);
  }
  const problems = [];
  for (const [file, text] of Object.entries(files)) {
    for (const link of graph.get(file)) {
      const reason = link.file && !free.test(file) ? forbidden(file, link, graph) : undefined;
      if (reason) problems.push(`${file}: imports ${link.file}: ${reason}`);
    }
    problems.push(...ownRules(file, text));
  }
  return [...problems, ...circles(graph)];
}

function forbidden(from, { file: to, type }, graph) {
  const dir = path.posix.dirname(to);
  if (/\.test\.tsx?$|^lib\/testing\/|^e2e\/|^bench\//.test(to)) return "only tests may import what is for tests";
  if (to === "lib/jobs/tasks.ts" && from !== "lib/jobs/worker.ts")
    return "only the worker's start imports the task list";
  if (from.startsWith("app/")) {
    if (to.startsWith("app/") && !isOwnOrAbove(from, dir))
      return "a route imports from its own folder and those above it";
    if (/^db\/(client\.ts|schema\/)/.test(to)) return "routes read through db/queries and change through lib/";
    return undefined;
  }
  if (to.startsWith("app/")) return "only routes import from app/";
  if (from.startsWith("components/")) {
    if (type || !/^(db|lib)\//.test(to)) return undefined;
    return to.startsWith("lib/") && isPure(to, graph) ? undefined : "components take schemas, pure helpers and types";
  }
  if (to.startsWith("components/"))
    return /^lib\/mail\//.test(from) ? undefined : "only routes and components import components";
  if (from.startsWith("db/schema/"))
    return type || to.startsWith("db/schema/") ? undefined : "the schema imports only itself";
  if (from.startsWith("db/queries/")) {
    const common = type || /^lib\/[^/]+$/.test(to) || isPure(to, graph);
    return to.startsWith("lib/") && (!common || to === "lib/mutate.ts") ? "queries know no domain" : undefined;
  }
  if (to === "db/client.ts" && from.startsWith("lib/") && !type) {
    const service = serviceFiles.includes(from) || services.includes(from.split("/")[1]);
    return service ? undefined : "domains reach the client only through lib/mutate.ts";
  }
  return undefined;
}

function isOwnOrAbove(from, dir) {
  const own = path.posix.dirname(from);
  return own === dir || own.startsWith(`${dir}/`) || dir.startsWith(`${own}/`);
}

/** Nothing below it is for the server alone. */
function isPure(file, graph, seen = new Set()) {
  if (seen.has(file)) return true;
  seen.add(file);
  if (file.startsWith("db/")) return false;
  return (graph.get(file) ?? []).every(({ target, file: next, type }) => {
    if (type) return true;
    return target !== "server-only" && (!next || isPure(next, graph, seen));
  });
}

function ownRules(file, text) {
  const problems = [];
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  if (/["']use server["']/.test(code)) {
    const isActions = /^app\/(.*\/)?actions\.ts$/.test(file);
    if (!isActions && !free.test(file)) problems.push(`${file}: "use server" stands only in app/**/actions.ts`);
    else if (isActions && !/^["']use server["']/.test(text))
      problems.push(`${file}: "use server" must be its first line`);
  } else if (/^app\/(.*\/)?actions\.ts$/.test(file)) problems.push(`${file}: actions begin with "use server"`);
  if (/\bprocess\.env\b/.test(code) && !mayReadEnvironment.test(file)) {
    problems.push(`${file}: process.env is read only in lib/env.ts`);
  }
  if (/^["']use client["']/m.test(code) && /(^|\/)(page|layout)\.tsx$/.test(file)) {
    problems.push(`${file}: pages and layouts are never client components`);
  }
  return problems;
}

/** Circles of imports that run (types vanish, and late imports are late). */
function circles(graph) {
  const problems = [];
  const state = new Map();
  const trail = [];
  const visit = (file) => {
    state.set(file, "open");
    trail.push(file);
    for (const { file: next, type, late } of graph.get(file) ?? []) {
      if (!next || type || late) continue;
      if (state.get(next) === "open")
        problems.push(`circle: ${[...trail.slice(trail.indexOf(next)), next].join(" → ")}`);
      else if (!state.has(next)) visit(next);
    }
    trail.pop();
    state.set(file, "done");
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return problems;
}

function resolve(from, target, files) {
  const base = target.startsWith("@/")
    ? target.slice(2)
    : target.startsWith(".")
      ? path.posix.join(path.posix.dirname(from), target)
      : undefined;
  if (base === undefined) return undefined;
  return ["", ".ts", ".tsx", "/index.ts", "/index.tsx"]
    .map((end) => base + end)
    .find((file) => Object.hasOwn(files, file));
}

export function readSources(root) {
  const files = {};
  for (const folder of ["app", "components", "db", "lib", "e2e", "bench"]) {
    if (!existsSync(path.join(root, folder))) continue;
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const full = path.join(entry.parentPath, entry.name);
      if (!full.includes("node_modules") && !full.includes(".next")) {
        files[path.relative(root, full).split(path.sep).join("/")] = readFileSync(full, "utf8");
      }
    }
  }
  return files;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = judge(readSources(path.resolve(import.meta.dirname, "../..")));
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? "import law: kept" : `import law: broken ${problems.length} times`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

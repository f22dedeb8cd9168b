import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { recordDenial } from "@/lib/audit/denials";
import type { Actor, OrgActor, OutsideActor, ProjectActor, UserActor } from "@/lib/authz/actor";
import { isConfirmationNeeded, isForbidden, isNotFound, isRuleBroken, isStepNeeded, StepNeeded } from "@/lib/errors";
import { type FormState, idle } from "@/lib/forms";
import { logger } from "@/lib/log";
import { isOffline } from "@/lib/offline";
import { paths, safeReturnPath } from "@/lib/paths";
import { sqlState } from "@/lib/sql-state";
import { hasOwnProof } from "@/lib/two-factor/factors";
import { setFlash } from "./flash";
import { type FormValues, readFile, readTexts, withoutSecrets } from "./form-data";
import { isSameOrigin, requestOrigin } from "./origin";
import { currentOrgActor, currentProjectActor, currentUser, numericId, stepInto } from "./require";

/**
 * Server actions are made here and nowhere else. Every action checks the Origin, reads the form, finds the actor,
 * parses, runs one verb and turns the three expected refusals into form errors. Page guards protect no action.
 */

type Parsed<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
type Schema<T> = { safeParse: (input: unknown) => Parsed<T> };

/** What an action answers: a sentence for the form, or the page to go to with a sentence to show there. */
export type Outcome = { message?: string; goTo?: string };
export type Action = (state: FormState, data: FormData) => Promise<FormState>;
/** The action of a form that is one button. */
export type ButtonAction = (data: FormData) => Promise<void>;
/** `lists`: names of checkbox groups and repeated fields. `file`: the name of the one file the form may send. */
type Options = { lists?: readonly string[]; file?: string };
/** `throughSso`: also for a session that only an org's identity provider showed (S2). */
type UserOptions = Options & { throughSso?: boolean };

const sessionEnded = "Your session ended. Sign in in another tab, then send this again. What you typed is kept.";

const otherTab = "in another tab, then send this again. What you typed is kept.";
const stepSentences = {
  again: `This organization asks for a new sign-in. Open it ${otherTab}`,
  enrol: `This organization asks for a second factor. Open it and set one up ${otherTab}`,
  own: `This is yours alone, and only single sign-on showed who you are. Sign in with your own password or passkey ${otherTab}`,
  sso: `This organization asks for its single sign-on. Open it ${otherTab}`,
  prove: `This organization asks for your second factor. Open it ${otherTab}`,
};

/** An action of an org; the form names it in `orgId`. For everybody who is no member it does not exist. */
export function orgAction<T>(
  schema: Schema<T>,
  run: (actor: OrgActor, input: T) => Promise<Outcome>,
  options?: Options,
): Action {
  return action(
    async (values) => {
      const orgId = numericId(String(values.orgId ?? ""));
      const actor = orgId === null ? null : await currentOrgActor(orgId);
      return actor ?? (await outsideOf(orgId, null));
    },
    schema,
    run,
    options,
  );
}

/** An action of a project; the form names it in `projectId`. */
export function projectAction<T>(
  schema: Schema<T>,
  run: (actor: ProjectActor, input: T) => Promise<Outcome>,
  options?: Options,
): Action {
  return action(
    async (values) => {
      const projectId = numericId(String(values.projectId ?? ""));
      const actor = projectId === null ? null : await currentProjectActor(projectId);
      return actor ?? (await outsideOf(null, projectId));
    },
    schema,
    run,
    options,
  );
}

/** Not signed in: null. A member with a step before them: that step. Everybody else: not found. */
async function outsideOf(orgId: number | null, projectId: number | null): Promise<null> {
  if (!(await currentUser())) return null;
  const step = await stepInto(orgId, projectId);
  if (step) throw new StepNeeded(step);
  return notFound();
}

/** An action on one's own account. */
export function userAction<T>(
  schema: Schema<T>,
  run: (actor: UserActor, input: T) => Promise<Outcome>,
  { throughSso = false, ...options }: UserOptions = {},
): Action {
  return action(
    async () => {
      const actor = await currentUser();
      if (actor && !throughSso && !hasOwnProof(actor)) throw new StepNeeded("own");
      return actor;
    },
    schema,
    run,
    options,
  );
}

/** An action for people who are not signed in: sign-up, sign-in, links. */
export function publicAction<T>(
  schema: Schema<T>,
  run: (actor: OutsideActor, input: T) => Promise<Outcome>,
  options?: Options,
): Action {
  return action(outsideActor, schema, run, options);
}

/** Whoever asks, without looking at the session. Pages of links read with it what they show. */
export async function outsideActor(): Promise<OutsideActor> {
  return { kind: "outside", userId: null, origin: await requestOrigin() };
}

/** For forms that are one button: what came of it is said on the page it leads to, else on the page it stands on. */
export function button(run: Action): ButtonAction {
  return async (data) => {
    const state = await run(idle, data);
    if (state.status === "refused")
      await setFlash(state.formError ?? Object.values(state.fieldErrors ?? {})[0] ?? "", "bad");
    else if (state.status === "ok" && state.message) await setFlash(state.message, "good");
    redirect(await refererPath());
  };
}

function action<A extends Actor, T>(
  findActor: (values: FormValues) => Promise<A | null>,
  schema: Schema<T>,
  run: (actor: A, input: T) => Promise<Outcome>,
  { lists = [], file }: Options = {},
): Action {
  return async (_state, data) => {
    const values = readTexts(data, lists);
    if (!values || !isSameOrigin(await headers())) return notFound();
    const kept = withoutSecrets(values);
    let outcome: Outcome;
    let actor: A | null = null;
    try {
      actor = await findActor(values);
      if (!actor) return await withoutSession(kept);
      const parsed = schema.safeParse(file ? { ...values, [file]: readFile(data, file) } : values);
      if (!parsed.success) return { status: "refused", fieldErrors: fieldErrorsOf(parsed.error.issues), values: kept };
      outcome = await run(actor, parsed.data);
    } catch (error) {
      return await refusal(error, actor, values, kept);
    }
    if (outcome.goTo) await redirectWith(outcome.goTo, outcome.message);
    return { status: "ok", message: outcome.message };
  };
}

/** Without script the page around the form is not drawn without a session either: only sign-in is left to go to. */
async function withoutSession(kept: FormValues): Promise<FormState> {
  if (!(await headers()).has("next-action")) {
    await setFlash("Your session ended. Sign in, then send the form again.", "bad");
    redirect(paths.signIn(await refererPath()));
  }
  return { status: "refused", formError: sessionEnded, values: kept };
}

/** The one mapper from refusals to what a form shows. Anything unexpected is thrown on. */
async function refusal(error: unknown, actor: Actor | null, values: FormValues, kept: FormValues): Promise<FormState> {
  if (isConfirmationNeeded(error)) redirect(paths.confirm(await pageOfForm(values)));
  if (isNotFound(error)) notFound();
  if (isStepNeeded(error)) {
    // Without script the page is asked for again, and leads through the step.
    if (!(await headers()).has("next-action")) redirect(await refererPath());
    return { status: "refused", formError: stepSentences[error.step], values: kept };
  }
  if (isForbidden(error)) {
    if (actor) await recordDenial(actor, error.permission);
    return { status: "refused", formError: error.message, values: kept };
  }
  if (isRuleBroken(error)) {
    return error.field
      ? { status: "refused", fieldErrors: { [error.field]: error.message }, values: kept }
      : { status: "refused", formError: error.message, formLink: error.link, values: kept };
  }
  if (sqlState(error) === "23514" && String((error as Error).cause).includes("would have no owner")) {
    return {
      status: "refused",
      formError: "The organization would have no owner. Make somebody else an owner first.",
      values: kept,
    };
  }
  if (isOffline(error)) {
    return {
      status: "refused",
      formError:
        "The database cannot be reached. Nothing was changed, and what you typed is kept. Try again in a moment.",
      values: kept,
    };
  }
  if (sqlState(error) === "23505") {
    logger.info({ err: error }, "a unique value was taken");
    return {
      status: "refused",
      formError: "Somebody made the same change a moment ago. Reload to see it.",
      values: kept,
    };
  }
  throw error;
}

function fieldErrorsOf(issues: readonly { path: PropertyKey[]; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of issues) {
    const name = String(issue.path[0] ?? "form");
    errors[name] ??= issue.message;
  }
  return errors;
}

const longestReturn = 1500;

/** The page the form stands on, with what was chosen in it, so that a confirmation leads back to the same state. */
async function pageOfForm(values: FormValues): Promise<string> {
  const url = new URL(await refererPath(), "http://page.invalid");
  for (const [name, value] of Object.entries(withoutSecrets(values))) {
    if (/Id$|Key$/.test(name)) continue;
    const before = url.search;
    url.searchParams.delete(name);
    for (const each of [value].flat()) if (each) url.searchParams.append(name, each);
    // The address of the page to confirm on has room for so much.
    if (url.search.length > longestReturn) url.search = before;
  }
  return safeReturnPath(`${url.pathname}${url.search}`);
}

async function refererPath(): Promise<string> {
  const referer = (await headers()).get("referer") ?? "";
  if (!URL.canParse(referer)) return "/";
  const url = new URL(referer);
  return safeReturnPath(`${url.pathname}${url.search}`);
}

/** Goes to another page of ours and carries a sentence there in a short-lived cookie. */
export async function redirectWith(path: string, message?: string): Promise<never> {
  if (message) await setFlash(message, "good");
  redirect(safeReturnPath(path));
}

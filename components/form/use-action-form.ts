"use client";
import { unstable_rethrow } from "next/navigation";
import {
  type FormEvent,
  useActionState,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  useTransition,
} from "react";
import { type FieldErrors, type FieldValues, useForm } from "react-hook-form";
import { type FormState, idle, readForm } from "@/lib/forms";
import { errorNames, firstMessage, focusFirst, secretsToEmpty } from "./form-errors";

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;
/** What this kit asks of a schema: a zod/mini schema, without the rest of zod in the browser. */
type FormSchema = {
  safeParse: (
    input: unknown,
  ) => { success: true; data: unknown } | { success: false; error: { issues: readonly Issue[] } };
};
type Issue = { path: readonly PropertyKey[]; message: string };
export type ActionFormOptions = {
  action: FormAction;
  /** A zod/mini schema of what `readForm` gives; the action parses with the same one. */
  schema: FormSchema;
  defaultValues?: Record<string, unknown>;
  /** Names of checkbox groups and repeated fields. */
  lists?: readonly string[];
  /** Empties the form after it was accepted (adding one more). */
  resetOnOk?: boolean;
};
export type ActionForm = ReturnType<typeof useActionForm>;

const unreachable = "The server could not be reached. What you typed is kept. Try again.";
const failed = "That did not work because of a fault on our side. What you typed is kept. Try again.";

/**
 * One form, one action. Without script the form posts to the action and comes back with what was typed; with it the
 * schema speaks first, messages land at their fields, and nothing typed is lost whatever the answer is.
 */
export function useActionForm({ action, schema, defaultValues, lists, resetOnOk = false }: ActionFormOptions) {
  const [posted, postAction] = useActionState(action, idle);
  const [answered, setAnswered] = useState<FormState | null>(null);
  const [pending, startTransition] = useTransition();
  const element = useRef<HTMLFormElement>(null);
  const busy = useRef(false);
  const id = useId();
  const hydrated = useSyncExternalStore(never, yes, no);
  const state = answered ?? posted;
  const refused = state.status === "refused" ? state : undefined;

  const serverErrors = useMemo(() => toErrors(refused?.fieldErrors), [refused]);
  const {
    register: enlist,
    handleSubmit,
    formState,
    clearErrors,
    setValue,
  } = useForm<FieldValues>({
    errors: serverErrors,
    shouldFocusError: false,
    // The document is the truth, not a second copy of it: lists and fields of others are validated with the rest.
    resolver: () => judge(schema, readForm(new FormData(element.current ?? undefined), lists)),
  });
  const errors = formState.errors;

  const focusForm = useCallback(
    (names: readonly string[]) => element.current && focusFirst(element.current, names),
    [],
  );

  // After the render that shows them: an answer's messages are focused, its secrets emptied.
  useEffect(() => {
    if (state.status === "refused") {
      for (const input of secretsToEmpty(element.current, state.values)) input.value = "";
      focusForm(Object.keys(state.fieldErrors ?? {}));
    } else if (state.status === "ok") {
      clearErrors();
      for (const input of secretsToEmpty(element.current, "all")) input.value = "";
      if (resetOnOk) element.current?.reset();
    }
  }, [state, clearErrors, focusForm, resetOnOk]);

  useEffect(() => {
    if (!pending) busy.current = false;
  }, [pending]);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    const data = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    handleSubmit(
      () => send(data),
      (invalid) => {
        busy.current = false;
        focusForm(errorNames(invalid));
      },
    )(event);
  }

  function send(data: FormData) {
    startTransition(async () => {
      try {
        const next = await action(state, data);
        setAnswered({ ...next });
      } catch (error) {
        unstable_rethrow(error);
        const ours = error instanceof Error && "digest" in error;
        setAnswered({ status: "refused", formError: ours ? failed : unreachable });
      }
    });
  }

  function valueFor(name: string): unknown {
    const kept = refused?.values as Record<string, unknown> | undefined;
    return kept && name in kept ? kept[name] : defaultValues?.[name];
  }

  const error = (name: string): string | undefined => firstMessage(errors[name]);
  const fieldId = (name: string) => `${id}-${name}`;

  /** Props of an uncontrolled input: name, id, what it starts with, and what readers are told about it. */
  function register(name: string, { hint = false }: { hint?: boolean } = {}) {
    const value = valueFor(name);
    const described = [error(name) && `${fieldId(name)}-error`, hint && `${fieldId(name)}-hint`]
      .filter(Boolean)
      .join(" ");
    const { ref, onChange, onBlur } = enlist(name);
    return {
      name,
      ref,
      onChange,
      onBlur,
      id: fieldId(name),
      defaultValue: typeof value === "string" || typeof value === "number" ? value : undefined,
      "aria-invalid": error(name) ? (true as const) : undefined,
      "aria-describedby": described || undefined,
    };
  }

  return {
    formProps: { ref: element, action: postAction, onSubmit, noValidate: hydrated },
    register,
    error,
    fieldId,
    valueFor,
    setValue: (name: string, value: string) => setValue(name, value, { shouldValidate: formState.isSubmitted }),
    state,
    pending,
    formError: refused?.formError,
    formLink: refused?.formLink,
  };
}

function judge(schema: FormSchema, values: FieldValues) {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { values, errors: {} };
  const messages: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) messages[String(path[0] ?? "form")] ??= message;
  return { values: {}, errors: toErrors(messages) ?? {} };
}

function toErrors(messages: Record<string, string> | undefined): FieldErrors | undefined {
  return (
    messages &&
    Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, { type: "server", message }]))
  );
}

function never() {
  return () => undefined;
}
function yes() {
  return true;
}
function no() {
  return false;
}

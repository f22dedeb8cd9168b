"use client";
import { createContext, type ReactNode, use } from "react";
import { Button, type ButtonSize, type ButtonVariant } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Link } from "@/components/ui/link";
import type { ActionForm } from "./use-action-form";

const FormContext = createContext<ActionForm | null>(null);

export function useFormContext(): ActionForm {
  const form = use(FormContext);
  if (!form) throw new Error("A field stands outside of its <Form>.");
  return form;
}

/** The form of `useActionForm`; its fields, message and button find it by context. */
export function Form({
  form,
  children,
  className = "grid gap-4",
}: {
  form: ActionForm;
  children: ReactNode;
  className?: string;
}) {
  return (
    <FormContext value={form}>
      <form {...form.formProps} className={className}>
        {children}
      </form>
    </FormContext>
  );
}

/** What is wrong with the whole of it. It takes the focus where no field is to blame. */
export function FormError({ children }: { children?: ReactNode }) {
  const { formError, formLink } = useFormContext();
  return (
    <div
      role="alert"
      tabIndex={-1}
      data-form-error
      className={formError ? "rounded-md bg-bad-wash px-3 py-2 text-bad" : "sr-only"}
    >
      {formError && (
        <>
          {formError}
          {formLink && (
            <>
              {" "}
              <Link href={formLink.href} className="underline underline-offset-2">
                {formLink.label}
              </Link>
            </>
          )}
          {children && <> {children}</>}
        </>
      )}
    </div>
  );
}

/** What was done, said once it was. */
export function FormOk() {
  const { state } = useFormContext();
  const message = state.status === "ok" ? state.message : undefined;
  return (
    <p role="status" className={message ? "self-center text-good" : "sr-only"}>
      {message}
    </p>
  );
}

/** A button that says what happens. While it happens it keeps its place and focus, and a second press does nothing. */
export function SubmitButton({
  children,
  pendingText,
  variant = "primary",
  size,
  className,
  name,
  value,
}: {
  children: ReactNode;
  pendingText?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
  name?: string;
  value?: string;
}) {
  const { pending } = useFormContext();
  return (
    <Button
      type="submit"
      variant={variant}
      size={size}
      name={name}
      value={value}
      pending={pending}
      pendingText={pendingText}
      className={cx("justify-self-start", className)}
    >
      {children}
    </Button>
  );
}

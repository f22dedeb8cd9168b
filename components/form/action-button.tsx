import type { ReactNode } from "react";
import type { ButtonSize, ButtonVariant } from "@/components/ui/button";
import { PendingButton } from "./pending-button";

/** A button that is a form of its own: a server action with the fields it needs. Works before any script. */
export function ActionButton({
  action,
  fields = {},
  children,
  pendingText,
  variant,
  size,
  label,
  className,
}: {
  action: (data: FormData) => void | Promise<void>;
  fields?: Readonly<Record<string, string | number>>;
  children: ReactNode;
  pendingText?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** The whole of it for readers, where the text alone does not say on what. */
  label?: string;
  className?: string;
}) {
  return (
    <form action={action} className={className ?? "inline-flex"}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <PendingButton variant={variant} size={size} label={label} pendingText={pendingText}>
        {children}
      </PendingButton>
    </form>
  );
}

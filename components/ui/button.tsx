import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Link } from "./link";

export type ButtonVariant = "primary" | "secondary" | "danger" | "danger-quiet" | "ghost";
export type ButtonSize = "sm" | "md" | "lg";

const base =
  "inline-flex items-center justify-center gap-1.5 border font-medium whitespace-nowrap select-none transition-colors pointer-coarse:min-h-10 disabled:opacity-55 aria-disabled:opacity-55";
const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-accent-ink not-disabled:hover:bg-accent-strong",
  secondary: "border-line-strong bg-panel text-ink not-disabled:hover:bg-sunken",
  danger: "border-transparent bg-bad text-accent-ink not-disabled:hover:bg-bad-strong",
  "danger-quiet": "border-line-strong bg-panel text-bad not-disabled:hover:bg-bad-wash",
  ghost: "border-transparent text-ink-2 not-disabled:hover:bg-sunken not-disabled:hover:text-ink",
};
const sizes: Record<ButtonSize, string> = {
  sm: "min-h-7 px-2.5 rounded-md text-xs",
  md: "min-h-8 px-3 rounded-md text-sm",
  lg: "min-h-9 px-4 rounded-md text-sm",
};

export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "md", className?: string): string {
  return cx(base, variants[variant], sizes[size], className);
}

type Look = { variant?: ButtonVariant; size?: ButtonSize; className?: string; children: ReactNode };

/** A pending button keeps its focus, tells what is going on and sends nothing. */
export function Button({
  variant,
  size,
  className,
  pending = false,
  pendingText,
  children,
  type = "button",
  ...rest
}: Look & { pending?: boolean; pendingText?: string } & Omit<ComponentProps<"button">, "className" | "children">) {
  return (
    <button
      {...rest}
      type={pending ? "button" : type}
      aria-disabled={pending || undefined}
      className={buttonClass(variant, size, className)}
    >
      {pending && pendingText ? pendingText : children}
    </button>
  );
}

/** A link that looks like a button; `external` and downloads leave the router alone. */
export function LinkButton({
  variant,
  size,
  className,
  plain = false,
  children,
  ...rest
}: Look & { href: string; plain?: boolean } & Omit<ComponentProps<"a">, "className" | "children" | "href">) {
  const look = buttonClass(variant, size, className);
  return (
    <Link {...rest} plain={plain} className={look}>
      {children}
    </Link>
  );
}

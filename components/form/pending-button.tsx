"use client";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonSize, type ButtonVariant } from "@/components/ui/button";

/** The submit button of a plain form; a second press while it is under way does nothing. */
export function PendingButton({
  children,
  label,
  pendingText,
  variant,
  size,
  className,
}: {
  children: ReactNode;
  label?: string;
  pendingText?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
}) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      variant={variant}
      size={size}
      className={className}
      aria-label={label}
      pending={pending}
      pendingText={pendingText}
    >
      {children}
    </Button>
  );
}

import type { ReactNode } from "react";
import { AuthCard } from "@/components/layout/auth-card";
import { OutboxLink } from "./outbox-link";

/** The answer after which only an e-mail helps; the same words whatever is known about the address. */
export function MailSent({
  sentence,
  children,
  again,
}: {
  sentence: ReactNode;
  children: ReactNode;
  again: ReactNode;
}) {
  return (
    <AuthCard title="Check your mail" sentence={sentence} foot={again}>
      <div className="-mt-2 grid gap-3 text-ink-2">
        {children}
        <OutboxLink />
      </div>
    </AuthCard>
  );
}

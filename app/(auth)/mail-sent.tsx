import type { ReactNode } from "react";
import { AuthCard } from "@/components/layout/auth-card";
import { OutboxLink } from "./outbox-link";

/** The answer after which only an e-mail helps; the same words whatever is known about the address. */
export function MailSent({ title, children, again }: { title: string; children: ReactNode; again: ReactNode }) {
  return (
    <AuthCard title={title} foot={again}>
      <div className="grid gap-2 text-ink-2 wrap-anywhere [&_b]:font-medium [&_b]:text-ink">
        {children}
        <OutboxLink />
      </div>
    </AuthCard>
  );
}

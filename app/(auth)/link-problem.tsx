import type { ReactNode } from "react";
import { AuthCard } from "@/components/layout/auth-card";
import { LinkButton } from "@/components/ui/button";

/** A link that leads nowhere any more: why, and what to do next. */
export function LinkProblem({
  title,
  sentence,
  next,
  foot,
}: {
  title: string;
  sentence: ReactNode;
  next: { href: string; label: string };
  foot?: ReactNode;
}) {
  return (
    <AuthCard title={title} sentence={sentence} foot={foot}>
      <LinkButton href={next.href} variant="primary" size="lg" className="w-full">
        {next.label}
      </LinkButton>
    </AuthCard>
  );
}

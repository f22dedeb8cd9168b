import type { ReactNode } from "react";
import { Mark } from "@/components/layout/mark";
import { Link } from "@/components/ui/link";

export default function OutboxLayout({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh">
      <header className="border-b border-line bg-panel">
        <div className="mx-auto flex h-12 max-w-[760px] items-center justify-between gap-4 px-4">
          <Link href="/outbox" className="flex items-center gap-2.5 font-medium">
            <Mark />
            Local outbox
          </Link>
          <Link href="/" className="text-ink-2 hover:text-ink hover:underline">
            Open Atrium
          </Link>
        </div>
      </header>
      <main className="mx-auto max-w-[760px] px-4 py-7">{children}</main>
    </div>
  );
}

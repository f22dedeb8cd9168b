import { Link } from "@/components/ui/link";
import { outboxAvailable } from "@/lib/mail/outbox";

/** Where the mail of an installation without a mail server can be read. */
export async function OutboxLink() {
  if (!(await outboxAvailable())) return null;
  return (
    <p className="rounded-md bg-sunken px-3 py-2 text-ink-2">
      This installation sends no mail. What it would send lies in the{" "}
      <Link href="/outbox" className="text-accent underline underline-offset-2">
        local outbox
      </Link>
      .
    </p>
  );
}

import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import { paths } from "@/lib/paths";

/** The account goes soon; its owner may change their mind. */
export function DeletionNotice({ due, timeZone, now }: { due: Date | null; timeZone: string; now: Date }) {
  if (!due) return null;
  return (
    <Notice
      tone="warn"
      className="mb-4"
      title="Your account is to be deleted"
      actions={
        <LinkButton href={paths.deleteAccount} size="sm">
          Keep it
        </LinkButton>
      }
    >
      It goes <Time at={due} timeZone={timeZone} relative now={now} />. Until then everything works as before.
    </Notice>
  );
}

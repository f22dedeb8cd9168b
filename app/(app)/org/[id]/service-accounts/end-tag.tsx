import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { daysLeft, toldDays } from "@/lib/service-accounts/expiry";

type Props = { expiresAt: Date | null; now: Date; timeZone: string };

/** When a service account ends, marked where that is soon or over. */
export function EndTag({ expiresAt, now, timeZone }: Props) {
  if (!expiresAt) return "Never";
  const days = daysLeft(expiresAt, now);
  if (days <= 0) return <Tag tone="bad">Ended</Tag>;
  const when = <Time at={expiresAt} timeZone={timeZone} relative now={now} />;
  return days <= toldDays ? <Tag tone="warn">{when}</Tag> : when;
}

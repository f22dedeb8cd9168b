import { Tag } from "@/components/ui/tag";
import type { DomainRow } from "@/db/queries/domains";

export function DomainState({ verifiedAt, missingSince }: Pick<DomainRow, "verifiedAt" | "missingSince">) {
  if (missingSince) return <Tag tone="bad">Record gone</Tag>;
  return verifiedAt ? <Tag tone="good">Verified</Tag> : <Tag tone="warn">Not verified</Tag>;
}

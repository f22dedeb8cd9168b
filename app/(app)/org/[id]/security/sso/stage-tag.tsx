import { Tag } from "@/components/ui/tag";
import type { Stage } from "@/lib/sso/connection-schemas";

/** How far up the ladder a connection is. */
export function StageTag({ stage }: { stage: Stage }) {
  if (stage === "draft") return <Tag>Draft</Tag>;
  return stage === "required" ? <Tag tone="accent">Required</Tag> : <Tag tone="good">Optional</Tag>;
}

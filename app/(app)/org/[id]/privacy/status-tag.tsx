import { Tag } from "@/components/ui/tag";
import { type PrivacyStatus, statusNames } from "@/lib/privacy/kinds";

const tones = { PENDING: "neutral", STARTED: "neutral", SUCCESS: "good", FAILURE: "bad", REVOKED: "neutral" } as const;

export function StatusTag({ status }: { status: PrivacyStatus }) {
  return <Tag tone={tones[status]}>{statusNames[status]}</Tag>;
}

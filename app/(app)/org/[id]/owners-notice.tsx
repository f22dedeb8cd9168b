import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/lib/paths";

/** R1: one owner only, or more than four, brings a gentle notice. */
export function OwnersNotice({ orgId, owners }: { orgId: number; owners: number }) {
  if (owners > 1 && owners <= 4) return null;
  const alone = owners <= 1;
  return (
    <Notice
      className="mb-4"
      title={alone ? "This organization has one owner" : `This organization has ${owners} owners`}
      actions={
        <LinkButton href={`${paths.users(orgId)}?role=owner`} size="sm">
          Show owners
        </LinkButton>
      }
    >
      {alone
        ? "A second owner keeps it in good hands when one is away or loses access."
        : "Owners can do everything, also delete the organization. Two to four are usually enough."}
    </Notice>
  );
}

import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";

export function NobodyChosen({ orgId }: { orgId: number }) {
  return (
    <Card>
      <EmptyState action={<LinkButton href={paths.users(orgId)}>Go to Users</LinkButton>}>
        Nobody is selected. Tick people in the list, then choose what to do with them.
      </EmptyState>
    </Card>
  );
}

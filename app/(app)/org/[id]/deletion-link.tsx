import { Link } from "@/components/ui/link";
import { paths } from "@/lib/paths";

/** The last thing on the Overview, for owners. */
export function DeletionLink({ orgId }: { orgId: number }) {
  return (
    <p className="mt-6">
      <Link href={paths.deletion(orgId)} className="inline-flex min-h-8 items-center text-bad hover:underline">
        Delete organization
      </Link>
    </p>
  );
}

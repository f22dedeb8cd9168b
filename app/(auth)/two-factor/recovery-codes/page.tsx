import { redirect } from "next/navigation";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { getFactors } from "@/db/queries/two-factor";
import { requireUser } from "@/lib/auth/require";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { strongestOf } from "@/lib/two-factor/factors";
import { PageFlash } from "../../../page-flash";
import { returnPath, type Search } from "../../return-path";
import { nextPage } from "../enrol-card";
import { MakeCodes } from "./make-form";

export const metadata = { title: "Recovery codes" };

export default async function RecoveryCodesPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireUser();
  const next = nextPage(await returnPath(searchParams));
  const factors = await getFactors(actor.user.id);
  if (!factors || strongestOf(factors) === null) redirect(paths.enrol(next));
  const left = factors.recoveryCodes;
  return (
    <AuthCard
      title="New recovery codes"
      sentence={
        left === 0
          ? "You have none left. Ten new ones are made and shown once."
          : `You have ${countOf(left, "code")} left. Ten new ones are made and shown once; ${left === 1 ? "that one stops" : "those stop"} working at once.`
      }
      foot={<Link href={next}>Go back</Link>}
    >
      <PageFlash />
      <MakeCodes next={next} />
    </AuthCard>
  );
}

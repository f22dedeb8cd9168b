import type { ReactNode } from "react";
import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { paths } from "@/lib/paths";
import { PageFlash } from "../../page-flash";

/** One way of setting up a factor, with the way back to the choice. */
export function EnrolCard(props: { title: string; sentence: ReactNode; returnTo: string; children: ReactNode }) {
  return (
    <AuthCard
      title={props.title}
      sentence={props.sentence}
      foot={<Link href={paths.enrol(props.returnTo)}>Choose another way</Link>}
    >
      <PageFlash />
      {props.children}
    </AuthCard>
  );
}

/** Where to go once it is set up. */
export function nextPage(returnTo: string): string {
  return returnTo === "/" ? paths.accountSecurity : returnTo;
}

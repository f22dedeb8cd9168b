import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { paths } from "@/lib/paths";
import { linkDays } from "@/lib/sso/people";
import { OutboxLink } from "../../../outbox-link";

export const metadata = { title: "Look into your mail" };

/** S4: an account there was before is linked when its owner agrees. */
export default function LinkMailedPage() {
  return (
    <AuthCard
      title="Look into your mail"
      sentence={`Your address has an account here already, so we mailed it a link. Open it to let single sign-on in; it works for ${linkDays} days.`}
      foot={<Link href={paths.signIn()}>Sign in another way</Link>}
    >
      <OutboxLink />
    </AuthCard>
  );
}

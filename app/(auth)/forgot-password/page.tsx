import { AuthCard } from "@/components/layout/auth-card";
import { Link } from "@/components/ui/link";
import { carried } from "@/lib/auth/carried";
import { paths } from "@/lib/paths";
import { askForReset } from "./actions";
import { ForgotForm } from "./forgot-form";

export const metadata = { title: "Forgot password" };

export default async function ForgotPasswordPage() {
  return (
    <AuthCard
      title="Forgot password"
      sentence="We mail you a link to choose a new one. It works once, for 30 minutes."
      foot={
        <>
          Remembered it? <Link href={paths.signIn()}>Sign in</Link>
        </>
      }
    >
      <ForgotForm action={askForReset} email={await carried("email")} />
    </AuthCard>
  );
}

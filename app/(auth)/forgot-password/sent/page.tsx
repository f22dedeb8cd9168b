import { Link } from "@/components/ui/link";
import { carried } from "@/lib/auth/carried";
import { paths } from "@/lib/paths";
import { MailSent } from "../../mail-sent";

export const metadata = { title: "Check your mail" };

export default async function ResetSentPage() {
  const email = await carried("email");
  return (
    <MailSent
      sentence={
        <>
          If <b>{email || "the address"}</b> has an account, a link to choose a new password is on its way.
        </>
      }
      again={
        <>
          Nothing there after some minutes? <Link href={paths.forgotPassword}>Ask again</Link>
        </>
      }
    >
      <p>It works once, for 30 minutes. Until you use it, the old password stays as it is.</p>
    </MailSent>
  );
}

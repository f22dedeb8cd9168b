import { Link } from "@/components/ui/link";
import { carried } from "@/lib/auth/carried";
import { paths } from "@/lib/paths";
import { MailSent } from "../../mail-sent";

export const metadata = { title: "Check your mail" };

export default async function CheckMailPage() {
  const email = await carried("email");
  return (
    <MailSent
      sentence={
        <>
          We mailed a link to <b>{email || "your address"}</b>. Open it to confirm the address; your organization is
          made then.
        </>
      }
      again={
        <>
          Nothing there, also not among the unwanted? <Link href={paths.signUp}>Sign up again</Link>
        </>
      }
    >
      <p>The link works for 24 hours. In another browser it asks for the password you just chose.</p>
    </MailSent>
  );
}

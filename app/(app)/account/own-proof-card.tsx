import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { paths } from "@/lib/paths";

/** S2: in a session that only an org's identity provider showed, the account itself stays shut. */
export function OwnProofCard() {
  return (
    <Card>
      <CardHeader title="The rest of your account" />
      <CardBody>
        <p className="text-ink-2">
          You came in through your organization's single sign-on, which opens that organization and nothing else. Your
          e-mail, password, second factors and other organizations want your own password or passkey.
        </p>
        <p className="mt-3">
          <Link href={paths.signInOwn(paths.account)} className="font-medium text-accent hover:underline">
            Open all of it
          </Link>
        </p>
      </CardBody>
    </Card>
  );
}

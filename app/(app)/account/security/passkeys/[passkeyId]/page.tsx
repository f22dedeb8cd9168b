import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listPasskeys } from "@/db/queries/two-factor";
import { requireUser } from "@/lib/auth/require";
import { AccountPage } from "../../../../account-page";
import { NameForm } from "./name-form";

export const metadata: Metadata = { title: "Passkey" };

export default async function PasskeyPage({ params }: { params: Promise<{ passkeyId: string }> }) {
  const actor = await requireUser();
  const { passkeyId } = await params;
  const passkey = (await listPasskeys(actor)).find(({ id }) => id === passkeyId);
  if (!passkey) notFound();
  return (
    <AccountPage actor={actor} section="security">
      <PageHeader title={passkey.name} sentence="A passkey of your account." />
      <Card className="max-w-[560px]">
        <CardHeader title="Name" sentence="For you alone, to tell your passkeys apart." />
        <CardBody>
          <NameForm passkeyId={passkey.id} name={passkey.name} />
        </CardBody>
      </Card>
    </AccountPage>
  );
}

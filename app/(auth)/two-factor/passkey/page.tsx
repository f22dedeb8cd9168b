import { requireUser } from "@/lib/auth/require";
import { returnPath, type Search } from "../../return-path";
import { EnrolCard, nextPage } from "../enrol-card";
import { NewPasskey } from "./new-passkey";

export const metadata = { title: "Set up a passkey" };

export default async function EnrolPasskeyPage({ searchParams }: { searchParams: Search }) {
  await requireUser();
  const returnTo = await returnPath(searchParams);
  return (
    <EnrolCard
      title="Set up a passkey"
      sentence="Your browser asks for your fingerprint, face, PIN or security key. Nothing of it reaches us."
      returnTo={returnTo}
    >
      <NewPasskey returnTo={returnTo} next={nextPage(returnTo)} />
    </EnrolCard>
  );
}

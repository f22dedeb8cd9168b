import { ActionButton } from "@/components/form/action-button";
import { Notice } from "@/components/ui/notice";
import { getAccount } from "@/db/queries/account";
import { requireUser } from "@/lib/auth/require";
import { textCodeWaits } from "@/lib/auth/text-codes";
import { now } from "@/lib/clock";
import { readText } from "@/lib/pagination";
import { OutboxLink } from "../../outbox-link";
import { returnPath, type Search } from "../../return-path";
import { confirmNewPhone, confirmTextCode, sendText } from "../actions";
import { FirstCodeForm } from "../code-form";
import { EnrolCard, nextPage } from "../enrol-card";
import { PhoneForm } from "./phone-form";

export const metadata = { title: "Set up text messages" };

/** The account's verified number, or a new one that its first code verifies. */
export default async function EnrolTextPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireUser();
  const returnTo = await returnPath(searchParams);
  const [account, waits] = await Promise.all([getAccount(actor, now()), textCodeWaits(actor.session.id)]);
  const { phone, pendingPhone } = account;
  const next = nextPage(returnTo);
  return (
    <EnrolCard
      title="Set up text messages"
      sentence={
        phone ? (
          <>
            Codes go to <b>{phone}</b>. Enter the first one here.
          </>
        ) : (
          "Codes go to your phone. The first one verifies the number."
        )
      }
      returnTo={returnTo}
    >
      <div className="grid gap-4">
        <Notice tone="warn">
          Whoever takes over your number gets your codes. A passkey or an app is safer, and you can have both.
        </Notice>
        {phone && waits && (
          <FirstCodeForm action={confirmTextCode} returnTo={returnTo} next={next} label="Code from the text message" />
        )}
        {phone && (
          <ActionButton
            action={sendText}
            size="lg"
            variant={waits ? "secondary" : "primary"}
            className="grid"
            pendingText="Sending…"
          >
            {waits ? "Text a new code" : "Text me a code"}
          </ActionButton>
        )}
        {!phone && pendingPhone && (
          <FirstCodeForm
            action={confirmNewPhone}
            returnTo={returnTo}
            next={next}
            label="Code from the text message"
            hint={`Sent to ${pendingPhone.phone}.`}
          />
        )}
        {!phone && <PhoneForm typed={readText(await searchParams, "phone")} />}
        {(waits || pendingPhone) && <OutboxLink />}
      </div>
    </EnrolCard>
  );
}

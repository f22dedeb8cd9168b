import { ActionButton } from "@/components/form/action-button";
import { CopyField } from "@/components/ui/copy-field";
import { requireUser } from "@/lib/auth/require";
import { waitingApp, waitingMinutes } from "@/lib/two-factor/app";
import { returnPath, type Search } from "../../return-path";
import { begin, confirmAppCode } from "../actions";
import { FirstCodeForm } from "../code-form";
import { EnrolCard, nextPage } from "../enrol-card";
import { QrCode } from "./qr-code";

export const metadata = { title: "Set up an authenticator app" };

export default async function EnrolAppPage({ searchParams }: { searchParams: Search }) {
  const actor = await requireUser();
  const returnTo = await returnPath(searchParams);
  const waiting = await waitingApp(actor);
  return (
    <EnrolCard
      title="Set up an authenticator app"
      sentence="Scan this with your app, then enter the code it shows."
      returnTo={returnTo}
    >
      {waiting && (
        <div className="mb-4 grid gap-3">
          <QrCode text={waiting.uri} label="QR code for your authenticator app" />
          <details>
            <summary className="text-accent">Enter it by hand</summary>
            <div className="mt-2 grid gap-1.5">
              <CopyField value={waiting.secret} label="Secret" secret />
              <p className="text-xs text-ink-3">Time-based, 6 digits, 30 seconds.</p>
            </div>
          </details>
        </div>
      )}
      <div className="grid gap-4">
        <FirstCodeForm
          action={confirmAppCode}
          returnTo={returnTo}
          next={nextPage(returnTo)}
          label="Code"
          hint={waiting ? `The QR code works for ${waitingMinutes} minutes.` : undefined}
        />
        {!waiting && (
          <ActionButton action={begin} fields={{ returnTo }} size="lg" className="grid" pendingText="Preparing…">
            Show a QR code
          </ActionButton>
        )}
      </div>
    </EnrolCard>
  );
}

import type { ReactNode } from "react";
import { ActionButton } from "@/components/form/action-button";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { EmptyState } from "@/components/ui/page-header";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { OwnFactors, OwnPasskey } from "@/db/queries/two-factor";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { fewRecoveryCodes, recoveryCodeCount } from "@/lib/two-factor/factors";
import { removeAppFactor, removeKey, removeTextFactor } from "./actions";

type Props = { factors: OwnFactors; passkeys: OwnPasskey[]; since: Date | null; timeZone: string; now: Date };

/** How the person proves, beside the password, that it is them. */
export function TwoFactorCard({ factors, passkeys, since, timeZone, now }: Props) {
  const used = (at: Date | null) => (
    <>
      . Last used: <Time at={at} timeZone={timeZone} relative now={now} empty="Never" />
    </>
  );
  return (
    <Card id="two-factor">
      <CardHeader
        title="Two-factor authentication"
        sentence={since ? "Every sign-in asks for one of these." : "A password alone can be stolen."}
        actions={
          <LinkButton href={paths.enrol(paths.accountSecurity)} variant={since ? "secondary" : "primary"}>
            {since ? "Add a way" : "Set up"}
          </LinkButton>
        }
      />
      {!since && (
        <EmptyState>
          Not set up. With a passkey, an app or a text message nobody signs in with your password alone.
        </EmptyState>
      )}
      {passkeys.map((passkey) => (
        <Factor
          key={passkey.id}
          name={<Link href={paths.passkey(passkey.id)}>{passkey.name}</Link>}
          kind="Passkey"
          facts={
            <>
              Added <Time at={passkey.createdAt} timeZone={timeZone} relative now={now} />
              {used(passkey.lastUsedAt)}
              {passkey.backedUp && ". Synced to your other devices"}
            </>
          }
        >
          <LinkButton href={paths.passkey(passkey.id)} size="sm">
            Rename<span className="sr-only"> {passkey.name}</span>
          </LinkButton>
          <ActionButton
            action={removeKey}
            fields={{ passkeyId: passkey.id }}
            size="sm"
            variant="danger-quiet"
            pendingText="Removing…"
            label={`Remove passkey ${passkey.name}`}
          >
            Remove
          </ActionButton>
        </Factor>
      ))}
      {factors.totp && (
        <Factor
          name="Authenticator app"
          facts={
            <>
              Added <Time at={factors.totpSince} timeZone={timeZone} relative now={now} />
              {used(factors.totpUsedAt)}
            </>
          }
        >
          <LinkButton href={paths.enrolApp(paths.accountSecurity)} size="sm">
            Replace<span className="sr-only"> authenticator app</span>
          </LinkButton>
          <ActionButton
            action={removeAppFactor}
            size="sm"
            variant="danger-quiet"
            pendingText="Removing…"
            label="Remove authenticator app"
          >
            Remove
          </ActionButton>
        </Factor>
      )}
      {factors.textTo && (
        <Factor
          name="Text message"
          kind={factors.textTo}
          facts={
            <>
              Added <Time at={factors.textSince} timeZone={timeZone} relative now={now} />
              {used(factors.textUsedAt)}
            </>
          }
        >
          <ActionButton
            action={removeTextFactor}
            size="sm"
            variant="danger-quiet"
            pendingText="Turning off…"
            label="Turn off text messages"
          >
            Turn off
          </ActionButton>
        </Factor>
      )}
      {since && <Codes {...{ factors, timeZone, now }} />}
    </Card>
  );
}

function Factor(props: { name: ReactNode; kind?: string; facts: ReactNode; children: ReactNode }) {
  return (
    <CardSection className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">
          {props.name} {props.kind && <span className="font-normal text-ink-3">{props.kind}</span>}
        </p>
        <p className="text-xs text-ink-3">{props.facts}</p>
      </div>
      <div className="flex gap-2">{props.children}</div>
    </CardSection>
  );
}

function Codes({ factors, timeZone, now }: Pick<Props, "factors" | "timeZone" | "now">) {
  const left = factors.recoveryCodes;
  const again = (
    <LinkButton href={paths.recoveryCodes(paths.accountSecurity)} size="sm">
      Make new codes
    </LinkButton>
  );
  return (
    <CardSection className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-medium">
            Recovery codes{" "}
            {left <= fewRecoveryCodes && <Tag tone="warn">{left === 0 ? "None left" : `${left} left`}</Tag>}
          </p>
          <p className="text-xs text-ink-3">
            {left} of {recoveryCodeCount} unused
            {factors.codesMadeAt && (
              <>
                , made <Time at={factors.codesMadeAt} timeZone={timeZone} relative now={now} />
              </>
            )}
          </p>
        </div>
        {left > fewRecoveryCodes && again}
      </div>
      {left <= fewRecoveryCodes && (
        <Notice tone="warn" actions={again}>
          {left === 0
            ? "You have no recovery code. If you lose your second factor, you lose your account until an admin resets it."
            : `You have ${countOf(left, "recovery code")} left. Make new ones before they run out.`}
        </Notice>
      )}
    </CardSection>
  );
}

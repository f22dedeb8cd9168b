import { ActionButton } from "@/components/form/action-button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { Account } from "@/db/queries/account";
import type { UserActor } from "@/lib/authz/actor";
import { cancelEmail, cancelNumber, mailPasswordLink, removeNumber, resendEmail, resendPhone } from "./actions";
import { EmailForm } from "./email-form";
import { PasswordForm } from "./password-form";
import { PhoneCodeForm, PhoneForm } from "./phone-forms";

type Props = { actor: UserActor; account: Account; timeZone: string; now: Date; typed: string };

/** `typed`: what stood in the form before a confirmation. */
export function EmailCard({ actor, account: { pendingEmail }, timeZone, typed }: Omit<Props, "now">) {
  return (
    <Card id="email">
      <CardHeader title="E-mail" sentence={actor.user.email} />
      <CardBody className="grid gap-4">
        {pendingEmail && (
          <Notice
            title={`${pendingEmail.email} waits for its link`}
            actions={
              <>
                <ActionButton action={resendEmail} size="sm" pendingText="Sending…">
                  Resend
                </ActionButton>
                <ActionButton action={cancelEmail} size="sm" variant="danger-quiet" pendingText="Cancelling…">
                  Cancel change
                </ActionButton>
              </>
            }
          >
            Open it there, signed in here. It works until <Time at={pendingEmail.expiresAt} timeZone={timeZone} />.
          </Notice>
        )}
        {actor.user.emailProven ? (
          <EmailForm typed={typed} />
        ) : (
          <p className="text-ink-2">It can be changed once it is confirmed.</p>
        )}
      </CardBody>
    </Card>
  );
}

export function PasswordCard({ actor, account, timeZone, now }: Omit<Props, "typed">) {
  const { hasPassword, passwordChangedAt } = account;
  return (
    <Card id="password">
      <CardHeader
        title="Password"
        sentence={
          hasPassword && passwordChangedAt ? (
            <>
              Changed <Time at={passwordChangedAt} timeZone={timeZone} relative now={now} />
            </>
          ) : (
            !hasPassword && "Your account has none."
          )
        }
      />
      <CardBody>
        {hasPassword ? (
          <PasswordForm email={actor.user.email} />
        ) : (
          <ActionButton action={mailPasswordLink} pendingText="Sending…">
            Mail me a link to set one
          </ActionButton>
        )}
      </CardBody>
    </Card>
  );
}

export function PhoneCard({ account: { phone, pendingPhone }, typed }: Pick<Props, "account" | "typed">) {
  return (
    <Card id="phone">
      <CardHeader
        title="Phone number"
        sentence="For codes by text message."
        actions={
          phone && (
            <ActionButton action={removeNumber} size="sm" variant="danger-quiet" pendingText="Removing…">
              Remove number
            </ActionButton>
          )
        }
      />
      {(phone || pendingPhone) && (
        <CardBody className="grid gap-4">
          {phone && (
            <p>
              {phone} <Tag tone="good">Verified</Tag>
            </p>
          )}
          {pendingPhone && (
            <div className="grid gap-3">
              <p>
                A code was texted to <b>{pendingPhone.phone}</b>. It works for ten minutes.
              </p>
              <PhoneCodeForm />
              <div className="flex flex-wrap gap-2">
                <ActionButton action={resendPhone} size="sm" pendingText="Sending…">
                  Text a new code
                </ActionButton>
                <ActionButton action={cancelNumber} size="sm" variant="danger-quiet" pendingText="Forgetting…">
                  Forget this number
                </ActionButton>
              </div>
            </div>
          )}
        </CardBody>
      )}
      {!pendingPhone &&
        (phone ? (
          <CardSection>
            <PhoneForm typed={typed} has />
          </CardSection>
        ) : (
          <CardBody>
            <PhoneForm typed={typed} has={false} />
          </CardBody>
        ))}
    </Card>
  );
}

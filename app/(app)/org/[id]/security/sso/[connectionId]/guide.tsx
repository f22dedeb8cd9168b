import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { Link } from "@/components/ui/link";
import type { Provider } from "@/lib/sso/connection-schemas";
import { ownValues } from "@/lib/sso/own-values";
import { guides } from "../guides";

type Props = { connectionId: string; protocol: "saml" | "oidc"; provider: Provider; open: boolean };

/** Our values, and what to do with them at the provider, in its own words. */
export function Guide({ connectionId, protocol, provider, open }: Props) {
  const { entityId, acsUrl, redirectUri } = ownValues(connectionId);
  const { where, steps } = guides[provider][protocol];
  const values =
    protocol === "saml"
      ? [
          { label: "ACS URL", value: acsUrl },
          { label: "Entity ID", value: entityId },
        ]
      : [{ label: "Redirect URI", value: redirectUri }];
  return (
    <Card id="ours">
      <CardHeader title="Our values" sentence={`To paste at ${where}.`} />
      <CardBody className="grid gap-4">
        {values.map(({ label, value }) => (
          <div key={label} className="grid gap-1.5">
            <p className="font-medium">{label}</p>
            <CopyField value={value} label={label} />
          </div>
        ))}
        {protocol === "saml" && (
          <p className="text-xs text-ink-3">
            Providers that read metadata find both at the Entity ID:{" "}
            <Link href={entityId} plain className="text-accent underline">
              download our metadata
            </Link>
            .
          </p>
        )}
      </CardBody>
      <CardSection>
        <details open={open}>
          <summary className="cursor-pointer font-medium">What to do at {where}</summary>
          <ol className="mt-3 grid list-decimal gap-2 pl-5 text-ink-2">
            {steps.map((step) => (
              <li key={step}>{step.replace(/[{}]/g, "")}</li>
            ))}
            <li>
              Come back here, save its values, and press <b>Test</b>.
            </li>
          </ol>
        </details>
      </CardSection>
    </Card>
  );
}

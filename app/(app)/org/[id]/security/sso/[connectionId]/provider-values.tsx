import { Card, CardBody, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { ConnectionRow } from "@/db/queries/connections";
import { readCertificate } from "@/lib/sso/certificates";
import { expiryMark } from "@/lib/sso/expiry";
import { OidcForm } from "./oidc-form";
import { MetadataForm, OptionsForm, SamlForm, UploadForm } from "./saml-forms";

type Props = { orgId: number; row: ConnectionRow; timeZone: string; at: Date };

/** What the provider gave: read from its metadata or typed. */
export function ProviderValues({ orgId, row, timeZone, at }: Props) {
  if (row.protocol === "oidc") {
    return (
      <Card id="provider">
        <CardHeader
          title="The provider's values"
          sentence="Saving asks the provider for its discovery document."
          actions={row.secretExpiresAt && <Expiry ends={row.secretExpiresAt} timeZone={timeZone} at={at} />}
        />
        <CardBody>
          <OidcForm
            orgId={orgId}
            typed={{
              connectionId: row.id,
              issuer: row.issuer ?? "",
              clientId: row.clientId ?? "",
              secretExpiresOn: row.secretExpiresAt?.toISOString().slice(0, 10) ?? "",
            }}
            hasSecret={row.hasClientSecret}
          />
        </CardBody>
      </Card>
    );
  }
  const certificates = row.certificates.map(readCertificate);
  const [first = "", next = ""] = row.certificates;
  return (
    <Card id="provider">
      <CardHeader title="The provider's values" sentence="From its metadata, or typed one by one." />
      <CardBody className="grid gap-5">
        <MetadataForm orgId={orgId} connectionId={row.id} />
        <UploadForm orgId={orgId} connectionId={row.id} />
      </CardBody>
      {certificates.map((certificate) => (
        <Facts key={certificate.fingerprint} className="border-t border-line pt-3">
          <Fact label="Certificate">{certificate.subject}</Fact>
          <Fact label="SHA-256">
            <span className="font-mono text-xs">{certificate.fingerprint}</span>
          </Fact>
          <Fact label="Runs out">
            <Expiry ends={certificate.expiresAt} timeZone={timeZone} at={at} />
          </Fact>
        </Facts>
      ))}
      <CardSection>
        <details>
          <summary className="cursor-pointer font-medium">Typed values</summary>
          <SamlForm
            orgId={orgId}
            typed={{
              connectionId: row.id,
              issuer: row.issuer ?? "",
              signInUrl: row.signInUrl ?? "",
              signOutUrl: row.signOutUrl ?? "",
              certificate: first,
              nextCertificate: next,
            }}
          />
        </details>
      </CardSection>
      <CardSection className="grid gap-4">
        <OptionsForm
          orgId={orgId}
          connectionId={row.id}
          signsRequests={row.signingCertificate !== null}
          idpInitiated={row.idpInitiated}
        />
        {row.signingCertificate && <CodeBlock code={row.signingCertificate.trim()} label="Our certificate" />}
      </CardSection>
    </Card>
  );
}

function Expiry({ ends, timeZone, at }: { ends: Date; timeZone: string; at: Date }) {
  const over = ends <= at;
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-2">
      {(over || expiryMark(ends, at) !== null) && <Tag tone={over ? "bad" : "warn"}>{over ? "Ran out" : "Soon"}</Tag>}
      <Time at={ends} timeZone={timeZone} />
    </span>
  );
}

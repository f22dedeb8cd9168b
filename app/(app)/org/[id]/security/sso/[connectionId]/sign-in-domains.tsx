import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/page-header";
import type { listConnectableDomains } from "@/db/queries/connections";
import { paths } from "@/lib/paths";
import { DomainsForm } from "./domains-form";

type Props = {
  orgId: number;
  connectionId: string;
  domains: Awaited<ReturnType<typeof listConnectableDomains>>;
};

/** Whose people sign in through it: only with an address in a domain that was verified. */
export function SignInDomains({ orgId, connectionId, domains }: Props) {
  const claim = <LinkButton href={paths.domains(orgId)}>Manage domains</LinkButton>;
  return (
    <Card id="domains">
      <CardHeader
        title="Domains"
        sentence="People with an address in these sign in through it, and nobody else."
        actions={domains.length > 0 && claim}
      />
      {domains.length === 0 ? (
        <EmptyState action={claim}>No domain is verified yet. A record in DNS shows that one is yours.</EmptyState>
      ) : (
        <CardBody>
          <DomainsForm
            orgId={orgId}
            connectionId={connectionId}
            chosen={domains.filter((domain) => domain.connectionId === connectionId).map(({ id }) => id)}
            choices={domains.map((domain) => ({
              value: domain.id,
              label: domain.domain,
              hint:
                domain.connection && domain.connectionId !== connectionId
                  ? `Signs in through ${domain.connection} until you tick it here.`
                  : undefined,
            }))}
          />
        </CardBody>
      )}
    </Card>
  );
}

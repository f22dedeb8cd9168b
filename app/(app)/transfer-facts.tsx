import { Fact, Facts } from "@/components/ui/card";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { TransferFacts } from "@/db/queries/transfers";

/** From where to where, who asked, and who still has to confirm. */
export function TransferFactList({ transfer, timeZone }: { transfer: TransferFacts; timeZone: string }) {
  const { from, to, requestedByName, requestedAt, expiresAt, fromConfirmedAt, toConfirmedAt } = transfer;
  return (
    <Facts>
      <Fact label="From">{from.name}</Fact>
      <Fact label="To">{to.name}</Fact>
      <Fact label="Asked by">
        {requestedByName ?? "Former user"}, <Time at={requestedAt} timeZone={timeZone} />
      </Fact>
      <Fact label={`Confirmed for ${from.name}`}>
        <Confirmed at={fromConfirmedAt} timeZone={timeZone} />
      </Fact>
      <Fact label={`Confirmed for ${to.name}`}>
        <Confirmed at={toConfirmedAt} timeZone={timeZone} />
      </Fact>
      <Fact label="Lapses">
        <Time at={expiresAt} timeZone={timeZone} />
      </Fact>
    </Facts>
  );
}

function Confirmed({ at, timeZone }: { at: Date | null; timeZone: string }) {
  return at ? <Time at={at} timeZone={timeZone} /> : <Tag tone="warn">Waiting for an owner</Tag>;
}

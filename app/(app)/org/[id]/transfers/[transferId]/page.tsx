import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { previewTransfer } from "@/db/queries/transfer-effect";
import { getTransfer, type TransferFacts, type TransferState } from "@/db/queries/transfers";
import { requireOrg } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { OrgActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { pageSize, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { billingPeriodOf } from "@/lib/usage/period";
import { TransferEffects } from "../../../../transfer-effect";
import { TransferFactList } from "../../../../transfer-facts";
import { OrgPage } from "../../org-page";
import { decline } from "./actions";
import { ConfirmForm } from "./confirm-form";

export const metadata: Metadata = { title: "Transfer of a project" };

type Props = { params: Promise<{ id: string; transferId: string }>; searchParams: Promise<SearchParams> };

const became: Record<Exclude<TransferState, "open">, string> = {
  done: "It was confirmed by both sides and has happened.",
  declined: "An owner declined it. Nothing was changed.",
  cancelled: "It was cancelled. Nothing was changed.",
  lapsed: "Nobody confirmed it within 7 days. Nothing was changed.",
};

/** For an owner of either organization: what the transfer does from their side, and their yes or no. */
export default async function TransferPage({ params, searchParams }: Props) {
  const { id, transferId } = await params;
  const actor = await requireOrg(id, "org.projects.delete");
  const transfer = await getTransfer(actor, transferId, now());
  if (!transfer) notFound();
  const { projectName, from, to, state } = transfer;
  const gives = from.id === actor.org.id;
  return (
    <OrgPage actor={actor} section="projects">
      <PageHeader
        title={`Transfer of ${projectName}`}
        sentence={
          gives ? `It would leave ${from.name} for ${to.name}.` : `It would come from ${from.name} to ${to.name}.`
        }
      />
      <Card className="mb-4 max-w-[760px]">
        <CardHeader
          title={state === "open" ? "Under way" : "Over"}
          sentence={state === "open" ? undefined : became[state]}
        />
        <TransferFactList transfer={transfer} timeZone={await viewerTimezone(actor.user)} />
      </Card>
      {state === "open" && <Answer actor={actor} transfer={transfer} query={await searchParams} />}
    </OrgPage>
  );
}

async function Answer({ actor, transfer, query }: { actor: OrgActor; transfer: TransferFacts; query: SearchParams }) {
  const { id, projectId, projectName, from, to } = transfer;
  const confirmed = from.id === actor.org.id ? transfer.fromConfirmedAt : transfer.toConfirmedAt;
  const { page } = readPlace(query, ["person"] as const, { sort: "person", dir: "asc" });
  const number = page === "last" ? 1 : page;
  const move = { projectId, from: from.id, to: to.id };
  // People of the organization that the viewer is not in stay unnamed.
  const seen = [actor.org.id];
  const place = { page: number, size: pageSize };
  const preview = await previewTransfer(move, billingPeriodOf(now()).firstDay, place, seen);
  return (
    <>
      <TransferEffects
        preview={preview}
        from={from.name}
        to={to.name}
        path={paths.transfer(actor.org.id, id)}
        page={number}
      />
      <Card className="max-w-[760px]">
        <CardHeader
          title={confirmed ? `Confirmed for ${actor.org.name}` : `Confirm for ${actor.org.name}`}
          sentence={confirmed ? "It happens once an owner of the other organization has confirmed." : undefined}
        />
        {!confirmed && (
          <CardSection>
            <ConfirmForm orgId={actor.org.id} transferId={id} name={projectName} typed={readText(query, "typed")} />
          </CardSection>
        )}
        <CardSection>
          <ActionButton
            action={decline}
            fields={{ orgId: actor.org.id, transferId: id }}
            variant="danger-quiet"
            pendingText="Declining…"
          >
            Decline transfer
          </ActionButton>
        </CardSection>
      </Card>
    </>
  );
}

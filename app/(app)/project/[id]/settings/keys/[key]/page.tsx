import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { Choice } from "@/components/form/checkbox-field";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { formatMinute } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { getProjectKeys } from "@/db/queries/access-keys";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { readText, type SearchParams } from "@/lib/pagination";
import {
  type KeyKind,
  keyNames,
  keyOfSegment,
  mostLiving,
  type Overlap,
  overlapNames,
  overlaps,
  worksUntil,
} from "@/lib/projects/key-words";
import { ProjectPage } from "../../../project-page";
import { PreviousKeys } from "../../previous-keys";
import { RotateForm } from "./rotate-form";

export const metadata: Metadata = { title: "Rotate a key" };

type Props = { params: Promise<{ id: string; key: string }>; searchParams: Promise<SearchParams> };

/** What a new key changes, for whom and when; how long the old one works on is chosen here. */
export default async function RotateKeyPage({ params, searchParams }: Props) {
  const { id, key } = await params;
  const actor = await requireProject(id, "project.security.manage");
  const kind = keyOfSegment(key);
  const at = now();
  const [keys, query, timeZone] = await Promise.all([
    getProjectKeys(actor, at),
    searchParams,
    viewerTimezone(actor.user),
  ]);
  if (!keys || !kind) notFound();
  const chosen = readText(query, "overlap");
  const previous = keys.previous.filter((other) => other.kind === kind);
  const isFull = previous.filter((other) => other.worksUntil > at).length >= mostLiving;
  const projectId = actor.project.id;
  return (
    <ProjectPage actor={actor} section="settings">
      <PageHeader
        title={`Rotate the ${keyNames[kind]}`}
        sentence={`${actor.project.name} gets a new one. It cannot be undone: the old one never becomes the present one again.`}
      />
      <Card className="max-w-[680px]">
        <CardHeader title="What stops working" />
        <CardBody className="grid gap-4">
          <p className="text-ink-2">{breaks[kind]}</p>
          {isFull && (
            <p className="text-warn">
              {`${mostLiving} earlier ones still work, which is the most. End one below, or let this one stop at once.`}
            </p>
          )}
          <RotateForm
            projectId={projectId}
            kind={kind}
            shownKey={keys.stamps[kind]}
            overlap={isFull ? "now" : Object.hasOwn(overlaps, chosen) ? chosen : "24h"}
            choices={choicesOf(at, timeZone, isFull)}
          />
        </CardBody>
        {previous.length > 0 && (
          <CardSection>
            <h2 className="mb-1">Earlier ones</h2>
            <PreviousKeys projectId={projectId} keys={previous} mayEnd at={at} timeZone={timeZone} />
          </CardSection>
        )}
      </Card>
    </ProjectPage>
  );
}

const breaks: Record<KeyKind, string> = {
  token:
    "Every application and website that sends events carries the token. Give them the new one while the old one works: what comes with it afterwards is answered and not stored, and cannot be brought back.",
  api_key:
    "Servers and scripts that name themselves by the API Key are refused once the old one stops. Give them the new one before.",
  api_secret:
    "Servers and scripts that import or read data with the API Secret are refused once the old one stops. Give them the new one before.",
};

function choicesOf(at: Date, timeZone: string, isFull: boolean): Choice[] {
  const names: Overlap[] = ["now", "1h", "24h", "7d"];
  return names.map((name) => ({
    value: name,
    label: overlapNames[name],
    hint:
      name === "now"
        ? "It stops as you rotate. For one that leaked: whatever still uses it fails."
        : `Until about ${formatMinute(worksUntil(name, at), timeZone)}.`,
    disabled: isFull && name !== "now",
  }));
}

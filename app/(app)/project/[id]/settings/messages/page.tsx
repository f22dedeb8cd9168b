import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getIngestionLag } from "@/db/queries/ingestion-lag";
import { getDelayHandling, listChannels } from "@/db/queries/message-channels";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { now } from "@/lib/clock";
import { lagInWords } from "@/lib/messages/delay-words";
import { ProjectPage } from "../../project-page";
import { ChannelsCard } from "./channels-card";
import { DelayForm } from "./delay-form";

export const metadata: Metadata = { title: "Messages" };

export default async function MessagesPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireProject((await params).id, "project.settings.edit");
  const at = now();
  const projectId = actor.project.id;
  const [delay, lag, channels, timeZone] = await Promise.all([
    getDelayHandling(actor),
    getIngestionLag(projectId, at),
    listChannels(actor),
    viewerTimezone(actor.user),
  ]);
  if (!delay) notFound();
  const common = { projectId, channels, at, timeZone };
  return (
    <ProjectPage actor={actor} section="messages">
      <PageHeader
        title="Messages"
        sentence={`What ${actor.project.name} sends push and text messages through, and what happens while its data is late.`}
      />
      <div className="grid max-w-[760px] gap-4">
        <Card>
          <CardHeader title="When data is delayed" sentence={lagInWords(lag.minutes)} />
          <CardBody>
            <DelayForm projectId={projectId} {...delay} />
          </CardBody>
        </Card>
        <ChannelsCard
          title="iOS push"
          sentence="A key lasts and serves every app of a team; a certificate serves one app for a year."
          kinds={["apns_key", "apns_certificate"]}
          {...common}
        />
        <ChannelsCard
          title="Android push"
          sentence="Through Firebase Cloud Messaging, HTTP v1."
          kinds={["fcm"]}
          {...common}
        />
        <ChannelsCard
          title="Text messages"
          sentence="Alerts go out as text messages through your own Twilio account, which pays for them."
          kinds={["twilio"]}
          {...common}
        />
      </div>
    </ProjectPage>
  );
}

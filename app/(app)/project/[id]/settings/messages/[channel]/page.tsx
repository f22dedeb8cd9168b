import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card, CardBody, CardHeader, CardSection, Fact, Facts } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getTextAlerts, listChannels } from "@/db/queries/message-channels";
import { getProjectProgress } from "@/db/queries/progress";
import { requireProject } from "@/lib/auth/require";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import { isConfirmed } from "@/lib/authz/confirmation";
import { now } from "@/lib/clock";
import { endOf, receiverLabels, shownFacts } from "@/lib/messages/channel-words";
import { type ChannelKind, channelNames, channelOfSegment } from "@/lib/messages/kinds";
import { testOf } from "@/lib/messages/test-result";
import { readText, type SearchParams } from "@/lib/pagination";
import { ProjectPage } from "../../../project-page";
import { EndTag } from "../channels-card";
import { EnterChannel } from "./enter-channel";
import { RemoveChannel } from "./remove-channel";
import { TestAnswer } from "./test-answer";
import { TestForm } from "./test-form";

export const metadata: Metadata = { title: "Message channel" };

type Props = { params: Promise<{ id: string; channel: string }>; searchParams: Promise<SearchParams> };

/** One way to send: what it is, a test of it, another credential, and its end. */
export default async function ChannelPage({ params, searchParams }: Props) {
  const { id, channel: segment } = await params;
  const actor = await requireProject(id, "project.settings.edit");
  const [kind, query, at] = [channelOfSegment(segment), await searchParams, now()];
  if (!kind) notFound();
  const projectId = actor.project.id;
  const [channels, progress, textAlerts, timeZone] = await Promise.all([
    listChannels(actor),
    getProjectProgress(actor, readText(query, "test")),
    kind === "twilio" ? getTextAlerts(actor) : { alerts: 0, reports: [] },
    viewerTimezone(actor.user),
  ]);
  const channel = channels.find((one) => one.kind === kind);
  const test = progress && testOf(progress);
  const shown = channel?.addedAt.toISOString() ?? "";
  const enter = { kind, projectId, shown, confirmed: isConfirmed(actor, at), typed: typedIn(query) };
  const end = channel && endOf(channel, at);
  return (
    <ProjectPage actor={actor} section="messages">
      <PageHeader title={channelNames[kind]} sentence={sentences[kind]} />
      <div className="grid max-w-[680px] gap-4">
        {channel && (
          <Card>
            <CardHeader
              title={
                <>
                  In use <EndTag channel={channel} at={at} timeZone={timeZone} />
                </>
              }
            />
            <Facts>
              {shownFacts(channel).map(({ label, value, mono }) => (
                <Fact key={label} label={label}>
                  <span className={mono ? "font-mono text-xs" : ""}>{value}</span>
                </Fact>
              ))}
              {end && (
                <Fact label="Valid until">
                  <Time at={end.at} timeZone={timeZone} />
                </Fact>
              )}
              <Fact label="Added">
                <Time at={channel.addedAt} timeZone={timeZone} />
                {` by ${channel.addedBy ?? "a former user"}`}
              </Fact>
            </Facts>
            <CardSection className="grid gap-4">
              {progress && test?.channel === kind && (
                <TestAnswer projectId={projectId} progress={progress} to={test.to} at={at} timeZone={timeZone} />
              )}
              <TestForm key={progress?.id} projectId={projectId} kind={kind} {...receiverLabels[kind]} />
            </CardSection>
            <CardSection>
              <RemoveChannel projectId={projectId} kind={kind} shown={shown} textAlerts={textAlerts} />
            </CardSection>
          </Card>
        )}
        <Card>
          <CardHeader
            title={channel ? "Replace it" : "Set it up"}
            sentence="It is checked when you save it, stored encrypted, and never shown again."
          />
          <CardBody>
            <EnterChannel key={shown} {...enter} />
          </CardBody>
        </Card>
      </div>
    </ProjectPage>
  );
}

const sentences: Record<ChannelKind, string> = {
  apns_key: "Sends push messages to iPhones and iPads by a key of your Apple developer team.",
  apns_certificate: "Sends push messages to iPhones and iPads by a certificate of one app.",
  fcm: "Sends push messages to Android devices through Firebase Cloud Messaging.",
  twilio: "Sends text messages, and alerts of those who want them so.",
};

const typedNames = ["keyIdentifier", "teamIdentifier", "topic", "sandbox", "accountSid", "sender"];

/** What was typed before a confirmation, which leads back here. */
function typedIn(query: SearchParams): Record<string, string> {
  return Object.fromEntries(typedNames.map((name) => [name, readText(query, name)]).filter(([, value]) => value));
}

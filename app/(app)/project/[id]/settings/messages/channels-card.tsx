import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { ListedChannel } from "@/db/queries/message-channels";
import { endOf, essenceOf } from "@/lib/messages/channel-words";
import { type ChannelKind, channelNames, channelSegment } from "@/lib/messages/kinds";
import { paths } from "@/lib/paths";

type Common = { projectId: number; channels: readonly ListedChannel[]; at: Date; timeZone: string };
type Props = Common & { title: string; sentence: string; kinds: readonly ChannelKind[] };

/** One platform, and what the project sends to it through. */
export function ChannelsCard({ title, sentence, kinds, ...common }: Props) {
  return (
    <Card>
      <CardHeader title={title} sentence={sentence} />
      <ul>
        {kinds.map((kind) => (
          <ChannelLine key={kind} kind={kind} {...common} />
        ))}
      </ul>
    </Card>
  );
}

function ChannelLine({ kind, projectId, channels, at, timeZone }: Common & { kind: ChannelKind }) {
  const channel = channels.find((one) => one.kind === kind);
  const name = channelNames[kind];
  return (
    <li className="flex items-center justify-between gap-4 border-t border-line px-5 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {name}
          {channel && <EndTag channel={channel} at={at} timeZone={timeZone} />}
        </p>
        {channel ? (
          <p className="text-xs text-ink-3 wrap-anywhere">
            <span className="font-mono text-ink-2">{essenceOf(channel)}</span>
            {" · added "}
            <Time at={channel.addedAt} timeZone={timeZone} />
            {` by ${channel.addedBy ?? "a former user"}`}
          </p>
        ) : (
          <p className="text-xs text-ink-3">Not set up.</p>
        )}
      </div>
      <LinkButton href={paths.messageChannel(projectId, channelSegment(kind))} size="sm" className="shrink-0">
        {channel ? "Test or change" : "Set up"}
        <span className="sr-only"> the {name}</span>
      </LinkButton>
    </li>
  );
}

/** A certificate that ends soon is noticed here; the others have no end, or time. */
export function EndTag({ channel, at, timeZone }: { channel: ListedChannel; at: Date; timeZone: string }) {
  const end = endOf(channel, at);
  if (!end || end.state === "fine") return null;
  return (
    <Tag tone={end.state === "ended" ? "bad" : "warn"}>
      {end.state === "ended" ? "Ended " : "Ends "}
      <Time at={end.at} timeZone={timeZone} />
    </Tag>
  );
}

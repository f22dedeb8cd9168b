import { Fact } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import type { Progress } from "@/db/queries/progress";
import { resultOf, type TestResult } from "@/lib/messages/test-result";
import { Sending } from "./sending";

type Props = { projectId: number; progress: Progress; to: string; at: Date; timeZone: string };

/** What the provider said to the last test, and what it means. */
export function TestAnswer({ projectId, progress, to, at, timeZone }: Props) {
  const { id, failure, finishedAt, createdAt } = progress;
  if (failure) {
    return (
      <Notice live tone="bad" title="The test was not sent">
        {failure}
      </Notice>
    );
  }
  const result = resultOf(progress.result);
  if (!finishedAt || !result) return <Sending address={`/api/project/${projectId}/progress/${id}`} to={to} />;
  return (
    <Notice live tone={result.accepted ? "good" : "bad"} title={titleOf(result)}>
      <p>{result.advice}</p>
      <dl className="mt-2 border-t border-line pt-1 text-xs">
        {factsOf(result).map(({ label, value, mono }) => (
          <Fact key={label} label={<span className="whitespace-nowrap">{label}</span>}>
            <span className={mono ? "font-mono" : ""}>{value}</span>
          </Fact>
        ))}
        <Fact label="Sent">
          <Time at={createdAt} timeZone={timeZone} relative now={at} />
          {` to ${to}`}
        </Fact>
      </dl>
    </Notice>
  );
}

function titleOf({ provider, accepted, status, reason }: TestResult): string {
  if (accepted) return `${provider} accepted the message`;
  if (status === null) return `${provider} did not answer`;
  return `${provider} refused the message${reason ? `: ${reason}` : ""}`;
}

function factsOf({ provider, status, detail, id, ms }: TestResult) {
  return [
    { label: "Status", value: status === null ? null : String(status), mono: true },
    { label: `${provider} said`, value: detail, mono: false },
    { label: "Message id", value: id, mono: true },
    { label: "Took", value: `${formatNumber(ms)} ms`, mono: false },
  ].flatMap(({ value, ...rest }) => (value === null ? [] : [{ ...rest, value }]));
}

import { buttonClass, LinkButton } from "@/components/ui/button";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { cx } from "@/components/ui/cx";
import { Time } from "@/components/ui/time";
import type { ConnectionRow } from "@/db/queries/connections";
import { paths } from "@/lib/paths";
import { whatIsMissing } from "@/lib/sso/complete";

type Props = { orgId: number; row: ConnectionRow; timeZone: string; at: Date };

const rungs = [
  { stage: "draft", title: "Draft", sentence: "Signs nobody in but whoever tests it." },
  { stage: "optional", title: "Optional", sentence: "People of its domains may sign in through it." },
  { stage: "required", title: "Required", sentence: "They sign in through it alone." },
] as const;

/** S3: how far it is, what is missing for the next step, and the test. */
export function Ladder({ orgId, row, timeZone, at }: Props) {
  const missing = whatIsMissing(row, row.domains.length);
  const here = rungs.findIndex(({ stage }) => stage === row.stage);
  const to = (stage: string) => `${paths.connectionStage(orgId, row.id)}?to=${stage}`;
  return (
    <Card id="stage">
      <CardHeader
        title="State"
        sentence={
          missing
            ? `Missing: ${missing}.`
            : row.testedAt
              ? undefined
              : "Everything is there. Test it: nobody has since it was last changed."
        }
        actions={
          <a
            href={paths.testConnection(row.id)}
            target="_blank"
            rel="noopener"
            className={buttonClass(missing || row.testedAt ? "secondary" : "primary")}
          >
            Test
          </a>
        }
      />
      <ol className="grid gap-0 px-5 pb-2 sm:grid-cols-3 sm:gap-4">
        {rungs.map(({ stage, title, sentence }, index) => (
          <li
            key={stage}
            aria-current={index === here ? "step" : undefined}
            className={cx("border-t-2 py-3", index <= here ? "border-accent" : "border-line text-ink-2")}
          >
            <p className="font-medium">{title}</p>
            <p className="text-xs text-ink-3">{sentence}</p>
          </li>
        ))}
      </ol>
      <CardSection className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-ink-2">
          Last test of it as it is now:{" "}
          <Time at={row.testedAt} timeZone={timeZone} relative now={at} empty="none yet" />
        </p>
        <div className="flex flex-wrap gap-2">
          {row.stage !== "draft" && <LinkButton href={to("draft")}>Turn off…</LinkButton>}
          {row.stage !== "optional" && (
            <LinkButton href={to("optional")} variant={row.stage === "draft" && row.testedAt ? "primary" : "secondary"}>
              Make it optional…
            </LinkButton>
          )}
          {row.stage !== "required" && (
            <LinkButton href={to("required")} variant={row.stage === "optional" ? "primary" : "secondary"}>
              Require it…
            </LinkButton>
          )}
        </div>
      </CardSection>
    </Card>
  );
}

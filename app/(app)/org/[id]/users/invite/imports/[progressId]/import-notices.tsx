import { formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import type { ImportCounts, ImportState } from "@/db/queries/imports";
import { countOf, listOf } from "@/lib/format";

export type ImportPhase = "checked" | "running" | "done";

type Props = { state: ImportState; counts: ImportCounts; left: number; phase: ImportPhase; timeZone: string };

/** What is worth knowing about the whole of it. */
export function ImportNotices({ state, counts, left, phase, timeZone }: Props) {
  const wanted = counts.invited + counts.merged;
  return (
    <>
      {state.unused.length > 0 && phase === "checked" && (
        <Notice title={`${state.unused.length === 1 ? "A column is" : "Columns are"} not used`}>
          {listOf(state.unused)}. Only e-mail, role, teams and projects are read.
        </Notice>
      )}
      {phase === "checked" && wanted > left && (
        <Notice tone="warn" title={`Today ${formatNumber(left)} of them can be sent`}>
          An organization sends 2,000 invitations a day. The rest stays here until you continue.
        </Notice>
      )}
      {phase === "done" && counts.limited > 0 && (
        <Notice
          tone="warn"
          title={`${countOf(counts.limited, "invitation was", "invitations were")} held back by a limit`}
        >
          Sending is limited per day and per receiving domain. Continuing later invites nobody twice.
          {counts.retryAt && (
            <>
              {" "}
              All of them can go from <Time at={counts.retryAt} timeZone={timeZone} />.
            </>
          )}
        </Notice>
      )}
    </>
  );
}

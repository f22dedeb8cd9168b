"use client";
import { buttonClass } from "@/components/ui/button";
import { MessagePage } from "./message-page";
import { Offline } from "./offline";

/**
 * A fault of ours: whatever was being changed was kept whole or not at all. An error whose digest starts with
 * "OFFLINE" is a database that does not answer.
 */
export function Fault({ error, retry, bare = false }: { error: unknown; retry: () => void; bare?: boolean }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  if (digest?.startsWith("OFFLINE")) return <Offline retry={<Again retry={retry} />} bare={bare} />;
  return (
    <MessagePage bare={bare} title="This page could not be shown" actions={<Again retry={retry} />}>
      <p>
        Something failed on our side. What was saved before is kept; a change you had just sent was kept whole or not at
        all.
      </p>
      <p>Try again. If it stays like this, tell whoever runs this installation{digest ? " the number below" : ""}.</p>
      {digest && <p className="font-mono text-xs text-ink-3">{digest}</p>}
    </MessagePage>
  );
}

function Again({ retry }: { retry: () => void }) {
  return (
    <button type="button" onClick={retry} className={buttonClass("primary")}>
      Try again
    </button>
  );
}

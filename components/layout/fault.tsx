"use client";
import { buttonClass } from "@/components/ui/button";
import { MessagePage } from "./message-page";

/** A fault of ours. Whatever was being changed was either kept whole or not at all. */
export function Fault({ error, retry, bare = false }: { error: unknown; retry: () => void; bare?: boolean }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  if (digest?.startsWith("OFFLINE")) return <Offline retry={retry} bare={bare} />;
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

/** The database does not answer. */
export function Offline({ retry, bare = false }: { retry: () => void; bare?: boolean }) {
  return (
    <MessagePage bare={bare} title="The database does not answer" actions={<Again retry={retry} />}>
      <p>Nothing is lost: what was saved before is kept, and nothing is saved until it is back.</p>
      <p>Try again in a moment. If it stays like this, whoever runs this installation finds the reason in its log.</p>
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

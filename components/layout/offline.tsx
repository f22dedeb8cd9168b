import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { MessagePage } from "./message-page";

/** The database does not answer. Without `retry` (on the server) trying again is loading the page again. */
export function Offline({ retry, bare = false }: { retry?: ReactNode; bare?: boolean }) {
  return (
    <MessagePage
      bare={bare}
      title="The database does not answer"
      actions={
        retry ?? (
          <form>
            <button type="submit" className={buttonClass("primary")}>
              Try again
            </button>
          </form>
        )
      }
    >
      <p>Nothing is lost: what was saved before is kept, and nothing is saved until it is back.</p>
      <p>Try again in a moment. If it stays like this, whoever runs this installation finds the reason in its log.</p>
    </MessagePage>
  );
}

"use client";
import { MessagePage } from "@/components/layout/message-page";
import { LinkButton } from "@/components/ui/button";

/** No page answers with it: they lead to sign-in. It stands for the framework's own, which every page would carry. */
export default function Unauthorized() {
  return (
    <main>
      <MessagePage title="Sign in to see this page" actions={<LinkButton href="/sign-in">Sign in</LinkButton>}>
        <p>Nothing was changed.</p>
      </MessagePage>
    </main>
  );
}

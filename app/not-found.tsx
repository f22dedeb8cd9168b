"use client";
import { MessagePage } from "@/components/layout/message-page";
import { LinkButton } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main>
      <title>Not found · Atrium</title>
      <MessagePage title="There is nothing here" actions={<LinkButton href="/">Go to my organization</LinkButton>}>
        <p>
          The address may be mistyped, the thing may have been removed, or it belongs to an organization you are not in.
        </p>
        <p>Signed in with another address you may see it.</p>
      </MessagePage>
    </main>
  );
}

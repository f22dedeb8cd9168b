"use client";
import { MessagePage } from "@/components/layout/message-page";
import { LinkButton } from "@/components/ui/button";

export default function Forbidden() {
  return (
    <main>
      <title>No access · Atrium</title>
      <MessagePage title="You have no access" actions={<LinkButton href="/">Go to my organization</LinkButton>}>
        <p>Your role does not allow this page. Nothing was changed.</p>
        <p>An owner or admin of the organization can give you the role it needs.</p>
      </MessagePage>
    </main>
  );
}

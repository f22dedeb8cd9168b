"use client";
import { LinkButton } from "@/components/ui/button";
import { MessagePage } from "./message-page";

const answers = {
  missing: {
    tab: "Not found · Atrium",
    title: "There is nothing here",
    sentences: [
      "The address may be mistyped, the thing may have been removed, or it belongs to an organization you are not in.",
      "Signed in with another address you may see it.",
    ],
    way: { href: "/", label: "Go to my organization" },
  },
  forbidden: {
    tab: "No access · Atrium",
    title: "You have no access",
    sentences: [
      "Your role does not allow this page. Nothing was changed.",
      "An owner or admin of the organization can give you the role it needs.",
    ],
    way: { href: "/", label: "Go to my organization" },
  },
  stranger: {
    tab: "Sign in · Atrium",
    title: "Sign in to see this page",
    sentences: ["Nothing was changed."],
    way: { href: "/sign-in", label: "Sign in" },
  },
};

/** What is said instead of a page. Every page carries these along: as a client component each is one word there. */
export function AnswerPage({ answer }: { answer: keyof typeof answers }) {
  const { tab, title, sentences, way } = answers[answer];
  return (
    <main>
      <title>{tab}</title>
      <MessagePage title={title} actions={<LinkButton href={way.href}>{way.label}</LinkButton>}>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </MessagePage>
    </main>
  );
}

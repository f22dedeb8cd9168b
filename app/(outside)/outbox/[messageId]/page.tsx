import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatExact } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { getOutboxMessage } from "@/db/queries/outbox";
import { requireOutbox } from "../require-outbox";
import { linksOf, piecesOf } from "./links";
import { MailFrame } from "./mail-frame";

export const metadata: Metadata = { title: "Message" };

export default async function MessagePage({ params }: { params: Promise<{ messageId: string }> }) {
  await requireOutbox();
  const message = await getOutboxMessage((await params).messageId);
  if (!message) notFound();
  const { subject, recipient, createdAt, html, text } = message;
  return (
    <>
      <PageHeader
        title={subject}
        sentence={`To ${recipient} · ${formatExact(createdAt, "UTC")}`}
        actions={<LinkButton href="/outbox">All messages</LinkButton>}
      />
      <div className="grid gap-4">
        <Links links={linksOf(text)} />
        {html && <MailFrame title={subject} html={html} />}
        <Card>
          <CardHeader title={html ? "The same as text" : "Text"} />
          <CardBody>
            <pre className="font-mono text-xs whitespace-pre-wrap wrap-anywhere">
              <Linked text={text} />
            </pre>
          </CardBody>
        </Card>
      </div>
    </>
  );
}

function Links({ links }: { links: string[] }) {
  if (links.length === 0) return null;
  return (
    <Card>
      <CardHeader title={links.length === 1 ? "Link" : "Links"} />
      <CardBody>
        <ul className="grid gap-1.5">
          {links.map((link) => (
            <li key={link}>
              <a href={link} className="font-mono text-xs text-accent wrap-anywhere hover:underline">
                {link}
              </a>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Linked({ text }: { text: string }) {
  let at = 0;
  return piecesOf(text).map((piece) => {
    const key = at;
    at += piece.text.length;
    if (!piece.isLink) return piece.text;
    return (
      <a key={key} href={piece.text} className="text-accent underline">
        {piece.text}
      </a>
    );
  });
}

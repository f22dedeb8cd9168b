import "server-only";
import { keyedHash } from "@/lib/crypto";
import { env } from "@/lib/env";
import { logger } from "@/lib/log";
import { keepInOutbox } from "./keep-in-outbox";
import type { Letter } from "./letter";
import { pictureCid, renderLetter } from "./render";
import { isRefusedForGood, sendBySmtp } from "./smtp";

/**
 * Sends a letter to one address, or keeps it in the outbox. `jobId` names the mail: sent again by the same job it
 * bears the same Message-ID, so that mailboxes show it once. Throws where trying again makes sense; a recipient or
 * message refused for good is logged and done with: the answer is false then.
 */
export async function sendLetter(to: string, letter: Letter, jobId: string): Promise<boolean> {
  const { SMTP_URL } = env();
  const { subject, html, text } = await renderLetter(letter, SMTP_URL ? undefined : inlinePicture(letter));
  if (!SMTP_URL) {
    await keepInOutbox({ kind: "mail", recipient: to, subject, html, text });
    return true;
  }
  try {
    await sendBySmtp(SMTP_URL, {
      to: { name: "", address: to },
      subject,
      html,
      text,
      messageId: messageId(jobId),
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", ...leavingHeaders(letter) },
      attachments: attachmentsOf(letter),
    });
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    logger.warn({ jobId, reason: reasonOf(error) }, "a mail was refused for good");
    return false;
  }
  return true;
}

/** How a mail program offers to unsubscribe: a post to this address does it at once (RFC 2369, RFC 8058). */
function leavingHeaders({ unsubscribe }: Letter): Record<string, string> {
  if (!unsubscribe) return {};
  return { "List-Unsubscribe": `<${unsubscribe}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

function attachmentsOf({ picture }: Letter) {
  if (!picture) return [];
  const content = Buffer.from(picture.png);
  return [
    {
      filename: "chart.png",
      content,
      contentType: "image/png",
      contentDisposition: "inline" as const,
      cid: pictureCid,
    },
  ];
}

/** A page that shows the mail has its parts nowhere else. */
function inlinePicture({ picture }: Letter): string | undefined {
  return picture && `data:image/png;base64,${Buffer.from(picture.png).toString("base64")}`;
}

function messageId(jobId: string): string {
  const domain = /@([^\s<>@]+)>?\s*$/.exec(env().MAIL_FROM)?.[1] ?? "localhost";
  return `<${keyedHash("message-id", jobId)}@${domain}>`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "responseCode" in error ? String(error.responseCode) : "unknown";
}

import "server-only";
import { keyedHash } from "@/lib/crypto";
import { env } from "@/lib/env";
import { logger } from "@/lib/log";
import { keepInOutbox } from "./keep-in-outbox";
import type { Letter } from "./letter";
import { renderLetter } from "./render";
import { isRefusedForGood, sendBySmtp } from "./smtp";

/**
 * Sends a letter to one address, or keeps it in the outbox. `jobId` names the mail: sent again by the same job it
 * bears the same Message-ID, so that mailboxes show it once. Throws where trying again makes sense; a recipient or
 * message refused for good is logged and done with.
 */
export async function sendLetter(to: string, letter: Letter, jobId: string): Promise<void> {
  const { subject, html, text } = await renderLetter(letter);
  const { SMTP_URL } = env();
  if (!SMTP_URL) return keepInOutbox({ kind: "mail", recipient: to, subject, html, text });
  try {
    await sendBySmtp(SMTP_URL, {
      to: { name: "", address: to },
      subject,
      html,
      text,
      messageId: messageId(jobId),
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    });
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    logger.warn({ jobId, reason: reasonOf(error) }, "a mail was refused for good");
  }
}

function messageId(jobId: string): string {
  const domain = /@([^\s<>@]+)>?\s*$/.exec(env().MAIL_FROM)?.[1] ?? "localhost";
  return `<${keyedHash("message-id", jobId)}@${domain}>`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "responseCode" in error ? String(error.responseCode) : "unknown";
}

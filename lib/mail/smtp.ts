import "server-only";
import { createTransport, type SendMailOptions } from "nodemailer";
import { env } from "@/lib/env";

type Transport = { sendMail: (message: SendMailOptions) => Promise<unknown>; close: () => void };

let open: { url: string; transport: Transport } | undefined;

/** Hands a mail to the server of SMTP_URL. Certificates are checked; a password never goes over a plain connection. */
export async function sendBySmtp(url: string, message: SendMailOptions): Promise<void> {
  if (open?.url !== url) {
    closeSmtp();
    open = { url, transport: connect(url) };
  }
  await open.transport.sendMail({ ...message, from: env().MAIL_FROM, disableFileAccess: true, disableUrlAccess: true });
}

/** Ends the connections that are kept for the next mail. */
export function closeSmtp(): void {
  open?.transport.close();
  open = undefined;
}

function connect(url: string): Transport {
  const { hostname, username } = new URL(url);
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return createTransport({
    url,
    pool: true,
    maxConnections: 4,
    requireTLS: username !== "" && !local && url.startsWith("smtp:"),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
}

/**
 * Whether the server refused this recipient or this message for good (5xx to RCPT or DATA). A refused sender or
 * sign-in is ours to mend, so it is tried again.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode, command, code } = error as Error & { responseCode?: number; command?: string; code?: string };
  const aboutThisMail = command === "RCPT TO" || (command === "DATA" && code === "EMESSAGE");
  return aboutThisMail && typeof responseCode === "number" && responseCode >= 500 && responseCode < 600;
}

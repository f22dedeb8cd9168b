import "server-only";
import { headers } from "next/headers";
import { FirstFrame } from "./first-frame";

/**
 * The HTML of a mail as a mail program shows it: in a frame without scripts and without our origin. Its links open in
 * this tab. It inherits the page's policy, so its style sheet needs the nonce.
 */
export async function MailFrame({ title, html }: { title: string; html: string }) {
  const nonce = nonceOf((await headers()).get("content-security-policy"));
  const shown = html
    .replaceAll('target="_blank"', 'target="_top"')
    .replace("<style>", nonce ? `<style nonce="${nonce}">` : "<style>");
  return <FirstFrame title={title} html={shown} />;
}

function nonceOf(policy: string | null): string | null {
  return /'nonce-([A-Za-z0-9+/=_-]+)'/.exec(policy ?? "")?.[1] ?? null;
}

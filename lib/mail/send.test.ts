import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSmtpSink } from "@/lib/testing/smtp-sink";
import type { Letter } from "./letter";
import { invitationLetter } from "./letters/invitation";
import { sendLetter } from "./send";
import { closeSmtp, isRefusedForGood, sendBySmtp } from "./smtp";

let sink: Awaited<ReturnType<typeof startSmtpSink>>;

beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
});

afterAll(async () => {
  closeSmtp();
  await sink.stop();
});

const evil = 'Eve <img src=x onerror=alert(1)>\r\nBcc: all@acme.test\u202e" & Co';

function letterFrom(name: string): Letter {
  const giver = { name, email: "eve@acme.test" };
  const projects = [{ name: "<b>Web</b> app", role: "analyst" as const, endsAt: null }];
  const invitation = {
    orgName: "Acme <script>",
    role: "admin" as const,
    giver,
    projects,
    teams: ["Growth"],
    expiresAt: new Date("2026-11-30T14:05:00Z"),
  };
  return invitationLetter(invitation, "http://localhost:3000/invite/inv_1.abc?a=1&b=2");
}

describe("sendLetter", () => {
  it("[Q5] sends HTML and text with the same words, one button and its address", async () => {
    await sendLetter("ada@acme.test", letterFrom("Amara Okafor"), "7001");
    const mail = await sink.mailTo("ada@acme.test");
    expect(mail.subject).toBe("Amara Okafor invites you to Acme <script>");
    expect(mail.from?.value).toEqual([{ name: "Atrium", address: "no-reply@atrium.test" }]);
    expect(mail.text).toContain("http://localhost:3000/invite/inv_1.abc?a=1&b=2");
    expect(mail.text).toContain("Projects  <b>Web</b> app · Analyst");
    expect(mail.text).toContain("November 30, 2026, 14:05 UTC");
    const html = String(mail.html);
    expect(html.match(/href="http:\/\/localhost:3000\/invite\/inv_1\.abc\?a=1&amp;b=2"/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|src=/);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  });

  it("[SEC-R52] escapes names and keeps them out of headers", async () => {
    await sendLetter("bob@acme.test", letterFrom(evil), "7002");
    const mail = await sink.mailTo("bob@acme.test");
    expect(mail.bcc).toBeUndefined();
    expect(mail.recipients).toEqual(["bob@acme.test"]);
    expect(mail.subject).toBe(
      'Eve <img src=x onerror=alert(1)> Bcc: all@acme.test " & Co invites you to Acme <script>',
    );
    expect(mail.html).toContain("Eve &lt;img src=x onerror=alert(1)&gt; Bcc: all@acme.test &quot; &amp; Co");
    expect(mail.html).not.toMatch(/<img|<script|<b>|\u202e/);
    expect(mail.text).not.toMatch(/\u202e|\nBcc:/);
  });

  it("bears the same Message-ID when the same job sends again", async () => {
    await sendLetter("cleo@acme.test", letterFrom("Ada"), "7003");
    await sendLetter("cleo@acme.test", letterFrom("Ada"), "7003");
    await sendLetter("cleo@acme.test", letterFrom("Ada"), "7004");
    const ids = sink.mails.filter((mail) => mail.recipients.includes("cleo@acme.test")).map((mail) => mail.messageId);
    expect(ids[0]).toMatch(/^<[\w-]{43}@atrium\.test>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});

describe("isRefusedForGood", () => {
  it("tells a recipient refused for good from one refused for now, and from a refused sender", async () => {
    const server = await startRefusing();
    const attempt = (address: string, from = "no-reply@atrium.test") =>
      sendBySmtp(server.url, { to: address, envelope: { from, to: address }, subject: "Hello", text: "Hello" }).then(
        () => "sent",
        isRefusedForGood,
      );
    expect(await attempt("gone@acme.test")).toBe(true);
    expect(await attempt("later@acme.test")).toBe(false);
    expect(await attempt("ada@acme.test", "stranger@acme.test")).toBe(false);
    expect(await attempt("ada@acme.test")).toBe("sent");
    await server.stop();
  });
});

/** Refuses the sender stranger@, the recipients gone@ (for good) and later@ (for now). */
async function startRefusing() {
  const refusal = (responseCode: number) => Object.assign(new Error("no"), { responseCode });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onMailFrom: ({ address }, _, done) => done(address.startsWith("stranger@") ? refusal(553) : null),
    onRcptTo({ address }, _, done) {
      if (address.startsWith("gone@")) done(refusal(550));
      else done(address.startsWith("later@") ? refusal(451) : null);
    },
    onData: (stream, _, done) => {
      stream.resume().on("end", () => done());
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    stop: async () => {
      closeSmtp();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

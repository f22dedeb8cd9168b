import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { until } from "./until";

export type ReceivedMail = ParsedMail & { recipients: string[] };

/** A real SMTP server that keeps what it is given. `url` is for SMTP_URL. */
export async function startSmtpSink() {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      simpleParser(stream).then(
        (mail) => {
          mails.push(Object.assign(mail, { recipients: session.envelope.rcptTo.map(({ address }) => address) }));
          done();
        },
        (error) => done(error),
      );
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    /** The first mail to this address that fits, waited for. */
    mailTo(address: string, fits: (mail: ReceivedMail) => boolean = () => true): Promise<ReceivedMail> {
      const what = `a mail to ${address}`;
      return until(() => mails.find((mail) => mail.recipients.includes(address) && fits(mail)), { seconds: 30, what });
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

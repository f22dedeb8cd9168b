import { afterAll, describe, expect, test } from "vitest";
import { proveFactor } from "@/lib/auth/second-factor";
import { askTextCode } from "@/lib/auth/text-codes";
import { newId } from "@/lib/ids";
import { handlers } from "@/lib/jobs/tasks";
import { textMessages } from "@/lib/metrics";
import { makeUser, outsider } from "@/lib/testing/factories";
import { refusal } from "@/lib/testing/refusal";
import { startTwilio } from "@/lib/testing/twilio-server";
import { inSession } from "@/lib/testing/two-factor";
import { verifyAndSwitchOn } from "@/lib/two-factor/texts";
import { askPhone, verifyPhone } from "@/lib/users/phone";
import { sendOwnText, textsAvailable } from "./own-texts";

const account = `AC${"1a".repeat(16)}`;
const token = "0123456789abcdef0123456789abcdef";
const twilio = await startTwilio({ accounts: { [account]: token }, senders: ["+15550100199"] });
Object.assign(process.env, {
  TWILIO_URL: twilio.url,
  TWILIO_ACCOUNT_SID: account,
  TWILIO_AUTH_TOKEN: token,
  TWILIO_SENDER: "+15550100199",
});
afterAll(() => twilio.stop());

describe("text messages of the installation itself", () => {
  test("[C1] [T1] a code goes out by Twilio's REST API, and what arrives verifies the number", async () => {
    expect(textsAvailable()).toBe(true);
    const user = await makeUser();
    await askPhone(user, { phone: "+491701234567" });
    await handlers.send_phone_code({ userId: user.user.id }, { id: "1" });
    const message = twilio.messages.at(-1);
    expect(message).toMatchObject({ account, to: "+491701234567", from: "+15550100199" });
    const code = /^\d{6}/.exec(message?.body ?? "")?.[0] ?? "";
    expect(await verifyPhone(user, { code })).toEqual({ phone: "+491701234567" });
  });

  test("[T1] a sign-in code goes out the same way, proves the factor, and is counted by country", async () => {
    const person = await makeUser();
    const actor = await inSession(person);
    await askPhone(actor, { phone: "+491701234568" });
    await handlers.send_phone_code({ userId: person.user.id }, { id: "1" });
    const first = /^\d{6}/.exec(twilio.messages.at(-1)?.body ?? "")?.[0] ?? "";
    await verifyAndSwitchOn(actor, { code: first });
    const attempt = { id: newId("halfSignIn"), userId: person.user.id };
    await askTextCode(outsider(), { ...attempt, trusted: false });
    await handlers.send_text_code({ attempt: attempt.id, userId: attempt.userId }, { id: "2" });
    const message = twilio.messages.at(-1);
    expect(message).toMatchObject({ account, to: "+491701234568" });
    const code = /^\d{6}/.exec(message?.body ?? "")?.[0] ?? "";
    const proof = { ...attempt, purpose: "second_factor", browserHash: null } as const;
    expect(await refusal(proveFactor(outsider(), proof, { kind: "text", code }))).toBe("done");
    const counted = await textMessages().get();
    expect(counted.values).toContainEqual(
      expect.objectContaining({ labels: { country: "DE", outcome: "sent" }, value: expect.any(Number) }),
    );
  });

  test("[C1] what Twilio refuses for good is done with; where it is out of order the job tries again", async () => {
    await expect(sendOwnText("+1", "123456 is your code.")).resolves.toBeUndefined();
    const sent = twilio.messages.length;
    twilio.failNext(503, 20503);
    await expect(sendOwnText("+491701234567", "123456 is your code.")).rejects.toThrow("Twilio did not take");
    expect(twilio.messages).toHaveLength(sent);
  });
});

import { describe, expect, it } from "vitest";
import { getOutboxMessage, listOutbox } from "@/db/queries/outbox";
import { setClock } from "@/lib/clock";
import { resetDatabase } from "@/lib/testing/reset-database";
import { keepInOutbox } from "./keep-in-outbox";
import { isLoopback } from "./outbox";

describe("the outbox", () => {
  it("lists what was kept, newest first, page by page", async () => {
    await resetDatabase();
    for (let minute = 1; minute <= 5; minute += 1) {
      const restore = setClock(() => new Date(Date.UTC(2026, 10, 24, 12, minute)));
      await keepInOutbox({
        kind: "mail",
        recipient: "ada@acme.test",
        subject: `Mail ${minute}`,
        html: "<p>Hi</p>",
        text: "Hi",
      });
      restore();
    }
    const first = await listOutbox(1, 2);
    expect(first.total).toBe(5);
    expect(first.rows.map((row) => row.subject)).toEqual(["Mail 5", "Mail 4"]);
    expect((await listOutbox(3, 2)).rows.map((row) => row.subject)).toEqual(["Mail 1"]);
    expect((await listOutbox(4, 2)).rows).toEqual([]);
    expect(await getOutboxMessage(first.rows[0]?.id ?? "")).toMatchObject({ html: "<p>Hi</p>", text: "Hi" });
    expect(await getOutboxMessage("msg_unknown")).toBeNull();
  });
});

describe("isLoopback", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])("%s is this machine", (ip) => {
    expect(isLoopback(ip)).toBe(true);
  });
  it.each([null, "", "10.0.0.1", "127.0.0.1.evil.test", "1127.0.0.1", "::2", "203.0.113.127"])("%s is not", (ip) => {
    expect(isLoopback(ip)).toBe(false);
  });
});

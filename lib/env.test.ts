import { describe, expect, test } from "vitest";
import { EnvError, parseEnv } from "./env";

const good = {
  DATABASE_URL: "postgres://a:b@localhost:5432/atrium",
  APP_SECRET: "x".repeat(32),
  PASSWORD_PEPPER: "y".repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  SMTP_URL: "smtp://localhost:25",
};

describe("parseEnv", () => {
  test("fills in what may be left out", () => {
    const parsed = parseEnv(good);
    expect(parsed).toMatchObject({ PORT: 3000, HOST: "127.0.0.1", WORKER: "on", SIGN_UP: "open", OUTBOX: false });
    expect(parsed.APP_ORIGIN).toBe("http://localhost:3000");
  });

  test("[A7] the origin comes from APP_URL, without path or slash", () => {
    expect(parseEnv({ ...good, APP_URL: "https://atrium.example.com/" }).APP_ORIGIN).toBe("https://atrium.example.com");
  });

  test.each([
    ["PORT", "high", "a port number from 1 to 65535"],
    ["PORT", "70000", "a port number"],
    ["APP_URL", "atrium.example.com", "the public address"],
    ["DATABASE_URL", "mysql://host/db", "a PostgreSQL address"],
    ["APP_SECRET", "short", "at least 32 random characters"],
    ["ENCRYPTION_KEYS", "k1:abc", "base64 of 32 bytes"],
    ["SIGN_UP", "maybe", "open or invited"],
    ["WORKER", "yes", "on or off"],
    ["TRUSTED_PROXIES", "-1", "the number of reverse proxies"],
    ["LOG_LEVEL", "loud", "trace, debug"],
  ])("a bad %s (%s) is named with what is expected", (name, value, expected) => {
    const attempt = () => parseEnv({ ...good, [name]: value });
    expect(attempt).toThrow(EnvError);
    expect(attempt).toThrow(new RegExp(`^${name} is not valid\\. Expected .*${expected}`));
  });

  test("says every bad variable at once, and never the value of one", () => {
    let message = "";
    try {
      parseEnv({ ...good, APP_SECRET: "leaked", PORT: "x", PASSWORD_PEPPER: undefined });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("APP_SECRET");
    expect(message).toContain("PORT");
    expect(message).toContain("PASSWORD_PEPPER is not set");
    expect(message).not.toContain("leaked");
  });

  test("an empty variable counts as not set", () => {
    expect(parseEnv({ ...good, PORT: "", SIGN_UP: "" })).toMatchObject({ PORT: 3000, SIGN_UP: "open" });
  });

  test("with a database server mail must have a way out; the outbox is for the embedded one", () => {
    expect(() => parseEnv({ ...good, SMTP_URL: undefined })).toThrow(/^SMTP_URL is not set/);
    expect(parseEnv({ ...good, SMTP_URL: undefined, DATABASE_MODE: "embedded" }).OUTBOX).toBe(true);
    expect(parseEnv({ ...good, DATABASE_MODE: "embedded" }).OUTBOX).toBe(false);
  });
});

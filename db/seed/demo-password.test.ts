import { expect, it } from "vitest";
import { demoPassword, demoSignIn } from "./demo-password";

it("[A4] refuses a DEMO_PASSWORD that nobody could choose, with the reason", async () => {
  process.env.DEMO_PASSWORD = "short";
  await expect(demoPassword()).rejects.toThrow("DEMO_PASSWORD cannot be used. That is 5 characters. Use at least 15");
  await expect(demoPassword()).rejects.toMatchObject({ name: "StartError" });
  expect(demoSignIn().passwordFile).toBeNull();
});

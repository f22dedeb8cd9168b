import * as z from "zod/mini";
import { channelKinds } from "./kinds";

/** What a test left behind: to whom it went, and what the provider said. */

const inputSchema = z.object({ channel: z.enum(channelKinds), to: z.string() });
const resultSchema = z.object({
  provider: z.enum(["Apple", "Google", "Twilio"]),
  accepted: z.boolean(),
  status: z.nullable(z.number()),
  reason: z.nullable(z.string()),
  detail: z.nullable(z.string()),
  id: z.nullable(z.string()),
  ms: z.number(),
  advice: z.string(),
});

export type TestInput = z.infer<typeof inputSchema>;
export type TestResult = z.infer<typeof resultSchema>;

/** Null for what is no test of a message. */
export function testOf({ kind, input }: { kind: string; input: unknown }): TestInput | null {
  return kind === "message_test" ? inputSchema.parse(input) : null;
}

/** Null as long as there is no answer. */
export function resultOf(result: unknown): TestResult | null {
  return result === null ? null : resultSchema.parse(result);
}

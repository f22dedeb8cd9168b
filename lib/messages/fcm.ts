import "server-only";
import * as z from "zod/mini";
import { env } from "@/lib/env";
import { isRetryableStatus, noAnswer, type ProviderAnswer } from "./answer";
import type { Opened } from "./facts";

const answerMs = 10_000;
const scope = "https://www.googleapis.com/auth/firebase.messaging";
const officialTokens = "https://oauth2.googleapis.com/token";

type Notification = { device: string; title: string; body: string };

/**
 * One notification by FCM's HTTP v1 API: Google gives an access token for the service account's signed assertion (RFC
 * 7523), which FCM takes. Never throws: what went wrong is the answer.
 */
export async function sendByFcm(channel: Opened["fcm"], notification: Notification): Promise<ProviderAnswer> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  try {
    const access = await accessToken(channel);
    if (typeof access !== "string") return { ...access, ms: since() };
    return { ...(await send(channel.firebaseProject, access, notification)), ms: since() };
  } catch (error) {
    return noAnswer("Google", error, since());
  }
}

const tokenRefusal = z.object({
  response: z.object({
    status: z.number(),
    data: z.object({ error: z.string(), error_description: z.optional(z.string()) }),
  }),
});

async function accessToken({ clientEmail, privateKey, privateKeyId }: Opened["fcm"]): Promise<string | ProviderAnswer> {
  const { gaxios, JWT } = await import("google-auth-library");
  const transporter = new gaxios.Gaxios();
  const request = transporter.request.bind(transporter);
  // The library knows one address; GOOGLE_TOKEN_URL may name another. The job itself decides what is tried again.
  transporter.request = (options) =>
    request({
      ...options,
      url: String(options?.url).replace(officialTokens, env().GOOGLE_TOKEN_URL),
      timeout: answerMs,
      redirect: "error",
      retryConfig: { retry: 0, noResponseRetries: 0 },
    });
  const client = new JWT({ email: clientEmail, key: privateKey, keyId: privateKeyId, scopes: [scope], transporter });
  try {
    const { access_token: token } = await client.authorize();
    if (!token) throw new Error("No access token was given.");
    return token;
  } catch (error) {
    const refused = tokenRefusal.safeParse(error);
    if (!refused.success) throw error;
    const { status, data } = refused.data.response;
    return refusal(status, data.error, data.error_description ?? null);
  }
}

async function send(project: string, access: string, { device, title, body }: Notification): Promise<ProviderAnswer> {
  const address = `${env().FCM_URL}/v1/projects/${encodeURIComponent(project)}/messages:send`;
  const answer = await fetch(address, {
    method: "POST",
    headers: { authorization: `Bearer ${access}`, "content-type": "application/json" },
    body: JSON.stringify({ message: { token: device, notification: { title, body }, android: { priority: "HIGH" } } }),
    redirect: "error",
    signal: AbortSignal.timeout(answerMs),
  });
  const json: unknown = await answer.json().catch(() => null);
  const taken = z.object({ name: z.string() }).safeParse(json);
  if (answer.ok && taken.success) return { ...refusal(answer.status, null, null), accepted: true, id: taken.data.name };
  const { reason, detail } = reasonIn(json);
  return refusal(answer.status, reason, detail);
}

const refusalBody = z.object({
  error: z.object({
    message: z.optional(z.string()),
    status: z.optional(z.string()),
    details: z.optional(z.array(z.object({ errorCode: z.optional(z.string()) }))),
  }),
});

/** FCM's own code stands in the details, Google's general one beside them. */
function reasonIn(json: unknown): { reason: string | null; detail: string | null } {
  const read = refusalBody.safeParse(json);
  if (!read.success) return { reason: null, detail: null };
  const { message, status, details = [] } = read.data.error;
  return { reason: details.find(({ errorCode }) => errorCode)?.errorCode ?? status ?? null, detail: message ?? null };
}

function refusal(status: number, reason: string | null, detail: string | null): ProviderAnswer {
  const retryable = isRetryableStatus(status);
  return {
    provider: "Google",
    accepted: false,
    status,
    reason,
    detail: detail?.slice(0, 300) ?? null,
    id: null,
    retryable,
    ms: 0,
  };
}

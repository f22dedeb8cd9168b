import "server-only";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { isRetryableStatus, noAnswer, type ProviderAnswer } from "./answer";
import type { Opened } from "./facts";
import { providerToken } from "./jwt-es256";

const answerMs = 10_000;
const worthSeconds = 3600;
const mostAnswerBytes = 10_000;

type Notification = { device: string; title: string; body: string };
type Channel =
  | ({ kind: "apns_key" } & Opened["apns_key"])
  | ({ kind: "apns_certificate" } & Opened["apns_certificate"]);

/**
 * One notification by Apple's HTTP/2 API: a provider token (RFC 7519, ES256) or a client certificate says who sends. Never
 * throws: what went wrong is the answer. `device` is hexadecimal.
 */
export async function sendByApns(channel: Channel, { device, title, body }: Notification): Promise<ProviderAnswer> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  let session: ClientHttp2Session | undefined;
  try {
    session = open(channel);
    const headers: OutgoingHttpHeaders = {
      ":method": "POST",
      ":path": `/3/device/${device}`,
      "apns-topic": channel.topic,
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-expiration": String(Math.floor(now().getTime() / 1000) + worthSeconds),
      "apns-id": randomUUID(),
      "content-type": "application/json",
      ...(channel.kind === "apns_key" && { authorization: `bearer ${providerToken(channel)}` }),
    };
    const payload = JSON.stringify({ aps: { alert: { title, body }, sound: "default" } });
    return answerOf(await exchange(session, headers, payload), since());
  } catch (error) {
    return noAnswer("Apple", error, since());
  } finally {
    session?.destroy();
  }
}

function open(channel: Channel): ClientHttp2Session {
  const { APNS_URL, APNS_SANDBOX_URL, APNS_CA } = env();
  return connect(channel.sandbox ? APNS_SANDBOX_URL : APNS_URL, {
    ...(APNS_CA && { ca: readFileSync(APNS_CA) }),
    ...(channel.kind === "apns_certificate" && { cert: channel.certificate, key: channel.privateKey }),
  });
}

type Answer = { status: number; id: string | null; text: string };

function exchange(session: ClientHttp2Session, headers: OutgoingHttpHeaders, payload: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), answerMs);
    const fail = (error: unknown) => reject(error);
    session.once("error", fail);
    session.once("goaway", () => fail(new Error("The connection was ended.")));
    session.once("close", () => {
      clearTimeout(timer);
      fail(new Error("The connection was closed."));
    });
    const request = session.request(headers);
    let status = 0;
    let id: string | null = null;
    let text = "";
    request.setEncoding("utf8");
    // Of a connection that failed, the request says no more than that it was cancelled.
    request.on("error", (error) => fail(error.cause ?? error));
    request.on("response", (answer) => {
      status = Number(answer[":status"] ?? 0);
      id = typeof answer["apns-id"] === "string" ? answer["apns-id"] : null;
    });
    request.on("data", (chunk: string) => {
      if (text.length < mostAnswerBytes) text += chunk;
    });
    request.on("end", () => resolve({ status, id, text }));
    request.end(payload);
  });
}

function late(): Error {
  return Object.assign(new Error("No answer in time."), { name: "TimeoutError" });
}

function answerOf({ status, id, text }: Answer, ms: number): ProviderAnswer {
  const accepted = status === 200;
  const reason = accepted ? null : reasonIn(text);
  const retryable = !accepted && isRetryableStatus(status);
  return { provider: "Apple", accepted, status, reason, detail: null, id: accepted ? id : null, retryable, ms };
}

/** `{"reason": "BadDeviceToken"}` */
function reasonIn(text: string): string | null {
  const reason = /"reason"\s*:\s*"([A-Za-z]{1,60})"/.exec(text)?.[1];
  return reason ?? null;
}

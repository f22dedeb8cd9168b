import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { findUserActor } from "@/db/queries/actors";
import { createSession, idleSince } from "@/lib/auth/sessions";
import type { UserActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { sha256 } from "@/lib/crypto";
import { beginApp, confirmApp, waitingApp } from "@/lib/two-factor/app";
import { someOrigin } from "./factories";
import { totpCode } from "./totp";

/** People with second factors, for tests. */

/** The same person in a session of their own, begun and confirmed now, with these methods. */
export async function inSession(actor: UserActor, methods = ["password"]): Promise<UserActor & { cookie: string }> {
  const cookie = await createSession(actor.user.id, { methods }, someOrigin());
  const found = await actorOf(cookie);
  return { ...found, cookie };
}

/** Whose session a cookie is, as the pages find it. */
export async function actorOf(cookie: string): Promise<UserActor> {
  const at = now();
  const found = await findUserActor({
    tokenHash: sha256(cookie),
    at,
    idleSince: idleSince(at),
    origin: someOrigin(),
  });
  if (!found) throw new Error("There is no session with this cookie.");
  return found;
}

export type Enrolled = { actor: UserActor; secret: string; codes: string[] };

/** Sets up an authenticator app, as its page does, in a session of its own. The first code is used up by it. */
export async function withApp(person: UserActor): Promise<Enrolled> {
  const actor = await inSession(person);
  await beginApp(actor);
  const secret = (await waitingApp(actor))?.secret ?? "";
  const { cookie, codes } = await confirmApp(actor, { code: totpCode(secret, now()) });
  return { actor: await actorOf(cookie), secret, codes: codes ?? [] };
}

/** An authenticator of software: makes credentials and signs challenges as a browser would hand them on. */
export class SoftAuthenticator {
  readonly id = randomBytes(32);
  counter = 0;
  private readonly key: KeyObject;
  private readonly point: Buffer;

  constructor(
    readonly origin = "http://localhost:3000",
    readonly rpId = "localhost",
  ) {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.key = pair.privateKey;
    const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" });
    this.point = Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  }

  /** The answer to a registration, with attestation `none`. `verified`: it checked finger, face or PIN. */
  create(challenge: string, { verified = true } = {}): string {
    const cose = Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      this.point.subarray(0, 32),
      Buffer.from("225820", "hex"),
      this.point.subarray(32),
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const data = Buffer.concat([this.data(0x41 | (verified ? 4 : 0)), Buffer.alloc(16), length, this.id, cose]);
    // {"fmt": "none", "attStmt": {}, "authData": bytes}
    const head = Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex");
    const attestationObject = Buffer.concat([head, Buffer.from([data.length]), data]);
    return this.answer(this.client("webauthn.create", challenge), {
      attestationObject: attestationObject.toString("base64url"),
      transports: ["internal"],
    });
  }

  /** The answer to a request. Each use moves the counter on. */
  sign(challenge: string, { verified = true, type = "webauthn.get" } = {}): string {
    this.counter += 1;
    const data = this.data(1 | (verified ? 4 : 0));
    const client = this.client(type, challenge);
    const signed = Buffer.concat([data, createHash("sha256").update(Buffer.from(client, "base64url")).digest()]);
    return this.answer(client, {
      authenticatorData: data.toString("base64url"),
      signature: createSign("sha256").update(signed).sign(this.key).toString("base64url"),
    });
  }

  private data(flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([createHash("sha256").update(this.rpId).digest(), Buffer.from([flags]), counter]);
  }

  private client(type: string, challenge: string): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })).toString(
      "base64url",
    );
  }

  private answer(clientDataJSON: string, response: Record<string, unknown>): string {
    const id = this.id.toString("base64url");
    return JSON.stringify({
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON, ...response },
    });
  }
}

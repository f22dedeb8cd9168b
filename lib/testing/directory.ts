import type { OrgActor } from "@/lib/authz/actor";
import { nowhere } from "@/lib/authz/actor";
import { isScimError } from "@/lib/scim/errors";
import { answer, type ScimAnswer } from "@/lib/scim/service";

/** A directory's client that speaks to the service without the wire. */
type Sent = { status: number; body: Record<string, unknown>; headers: Record<string, string> };
type Options = { ifMatch?: string; ifNoneMatch?: string };

export function directoryOf({ org }: OrgActor) {
  return async (method: string, path: string, body?: unknown, options: Options = {}): Promise<Sent> => {
    const [place = "", query = ""] = path.split("?", 2);
    const request = {
      method,
      path: place,
      query: new URLSearchParams(query),
      body: body === undefined ? "" : JSON.stringify(body),
      ifMatch: options.ifMatch ?? null,
      ifNoneMatch: options.ifNoneMatch ?? null,
    };
    const caller = { orgId: org.id, actor: { kind: "system" as const, userId: null, origin: nowhere } };
    try {
      const given: ScimAnswer = await answer(caller, "https://atrium.test/api/app/scim/v2", request);
      return { status: given.status, body: given.body ?? {}, headers: given.headers };
    } catch (error) {
      if (!isScimError(error)) throw error;
      return { status: error.status, body: { scimType: error.scimType, detail: error.message }, headers: {} };
    }
  };
}

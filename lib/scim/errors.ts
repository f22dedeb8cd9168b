/** A refusal as RFC 7644 §3.12 has it; `scimType` where table 9 names one. */
export class ScimError extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly scimType?: ScimType,
  ) {
    super(detail);
    this.name = "ScimError";
  }
}

export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers";

export function isScimError(error: unknown): error is ScimError {
  return error instanceof Error && error.name === "ScimError";
}

export const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

export function errorBody({ status, message, scimType }: ScimError) {
  return { schemas: [errorSchema], status: String(status), ...(scimType && { scimType }), detail: message };
}

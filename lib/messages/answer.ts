/** What a provider said to one message. Nothing in it is secret. */
export type ProviderAnswer = {
  provider: "Apple" | "Google" | "Twilio";
  accepted: boolean;
  /** Of HTTP; null where no answer came. */
  status: number | null;
  /** The provider's own code: `BadDeviceToken`, `UNREGISTERED`, `21211`. */
  reason: string | null;
  /** The provider's own words. */
  detail: string | null;
  /** The provider's id of the message. */
  id: string | null;
  /** Whether the same may be accepted later. */
  retryable: boolean;
  ms: number;
};

/** Too many at once, and faults on the provider's side; anything else stays refused until somebody changes something. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** No answer: the provider could not be reached, or took too long. `error` may hold addresses, never credentials. */
export function noAnswer(provider: ProviderAnswer["provider"], error: unknown, ms: number): ProviderAnswer {
  const causes = causesOf(error);
  const late = causes.some(isTimeout);
  return {
    provider,
    accepted: false,
    status: null,
    reason: late ? "timeout" : (causes.map(codeOf).find((code) => code) ?? "unreachable"),
    detail: null,
    id: null,
    retryable: true,
    ms,
  };
}

const deepest = 5;

/** Libraries wrap what happened on the network in errors of their own. */
function causesOf(error: unknown, depth = 0): Error[] {
  return error instanceof Error && depth < deepest ? [error, ...causesOf(error.cause, depth + 1)] : [];
}

/** Codes of the system, such as ECONNREFUSED. */
function codeOf(error: Error): string | null {
  return "code" in error && typeof error.code === "string" ? error.code.slice(0, 60) : null;
}

const timeouts = ["ECONNABORTED", "ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT"];

function isTimeout(error: Error): boolean {
  return /^(Timeout|Abort)Error$/.test(error.name) || timeouts.includes(codeOf(error) ?? "");
}

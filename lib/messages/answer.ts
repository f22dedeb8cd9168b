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
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  const late = code === "ECONNABORTED" || code === "ETIMEDOUT" || (error instanceof Error && isTimeout(error));
  return {
    provider,
    accepted: false,
    status: null,
    reason: late ? "timeout" : (code ?? "unreachable"),
    detail: null,
    id: null,
    retryable: true,
    ms,
  };
}

function isTimeout(error: Error): boolean {
  return error.name === "TimeoutError" || error.name === "AbortError";
}

/**
 * What an identity provider answered, the same shape for both protocols, and each check of it with what was expected and
 * what was found: the test page shows all of them, a refusal names the one that failed. Pure.
 */

export type Check = {
  /** A stable name, for the log and for tests: `signature`, `audience`, `clock`, … */
  name: string;
  /** In words, such as “Audience”. */
  label: string;
  expected: string;
  found: string;
  ok: boolean;
};

export type Answer = {
  issuer: string;
  /** What the provider calls this person, for ever: SAML NameID or OIDC `sub`. */
  subject: string;
  /** Everything it said of the person, by name, each with all its values. */
  attributes: Record<string, string[]>;
  /** When the person proved themselves to the provider; null where it does not say. */
  authenticatedAt: Date | null;
  /** How, in the provider's own words: OIDC `amr`, or the SAML AuthnContextClassRef. */
  amr: string[];
  /** The provider's name of its own session, for single logout; null where it has none. */
  sessionIndex: string | null;
  /** SAML: the format of the NameID, which a logout request repeats. */
  subjectFormat: string | null;
  /** What arrived, decoded, for people to read: XML or JSON. */
  decoded: string;
  checks: Check[];
};

/** One check failed. The checks before it are there, too. */
export class AnswerRefused extends Error {
  readonly check: Check;
  readonly checks: Check[];
  readonly decoded: string | null;

  constructor(checks: Check[], decoded: string | null, options?: ErrorOptions) {
    const failed = checks.find(({ ok }) => !ok) ?? {
      name: "answer",
      label: "Answer",
      expected: "",
      found: "",
      ok: false,
    };
    super(`${failed.label}: expected ${failed.expected}, found ${failed.found}`, options);
    this.name = "AnswerRefused";
    this.check = failed;
    this.checks = checks;
    this.decoded = decoded;
  }
}

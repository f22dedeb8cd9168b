/** Help with choosing a password, for the browser. The word lists are loaded when somebody first asks or types. */

const wordsInPhrase = 5;
const shortest = 15;

/** Five random words of a list of about 7,700: 64 bits, and easier to type than they look. */
export async function suggestPassphrase(): Promise<string> {
  const { default: words } = await import("@zxcvbn-ts/language-common/dist/diceware.json.mjs");
  return Array.from({ length: wordsInPhrase }, () => words[randomBelow(words.length)] ?? "").join(" ");
}

/** An even choice: numbers of the last, incomplete round are drawn again. */
function randomBelow(count: number): number {
  const whole = Math.floor(2 ** 32 / count) * count;
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < whole) return drawn % count;
  }
}

export type PasswordStrength = { score: 0 | 1 | 2 | 3 | 4; label: string };

const labels = ["Very easy to guess", "Easy to guess", "Could be guessed", "Strong", "Very strong"] as const;

let estimator: Promise<(value: string) => 0 | 1 | 2 | 3 | 4> | undefined;

/** How hard a password is to guess. The list of common passwords is too heavy for a browser; the server knows it. */
export async function passwordStrength(value: string): Promise<PasswordStrength> {
  if ([...value].length < shortest) return { score: 0, label: "Too short" };
  estimator ??= loadEstimator();
  const score = (await estimator)(value);
  return { score, label: labels[score] };
}

async function loadEstimator() {
  const [{ ZxcvbnFactory }, words, graphs] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common/dist/diceware.json.mjs"),
    import("@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs"),
  ]);
  const own = ["atrium", "password", "passphrase", "analytics", "organization"];
  const zxcvbn = new ZxcvbnFactory({ dictionary: { words: words.default, own }, graphs: graphs.default });
  return (value: string) => zxcvbn.check(value.slice(0, 128)).score;
}

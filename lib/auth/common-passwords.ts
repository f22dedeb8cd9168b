import "server-only";

/** Set of whole values from zxcvbn-ts's password list, loaded on first use. */
let listed: Promise<Set<string>> | undefined;

/** Whether the whole value, or the value without blanks and digits at its end, is on the list of common passwords. */
export async function isCommonPassword(value: string): Promise<boolean> {
  listed ??= load();
  const list = await listed;
  const plain = value.toLowerCase();
  const squeezed = plain.replace(/[\s_.-]+/g, "");
  const stem = squeezed.replace(/[\d!?.]+$/, "");
  return [plain, squeezed, stem].some((form) => list.has(form)) || isListedTwice(squeezed, list);
}

/** Two listed values after each other, such as "iloveyouiloveyou2". */
function isListedTwice(value: string, list: Set<string>): boolean {
  for (let cut = 4; cut <= value.length - 4; cut += 1) {
    if (list.has(value.slice(0, cut)) && list.has(value.slice(cut))) return true;
  }
  return false;
}

async function load(): Promise<Set<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"]);
}

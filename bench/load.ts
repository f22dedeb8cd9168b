import autocannon from "autocannon";

const connections = 16;

export type Target = { url: string; cookie?: string };

/** Requests a second. Throws where a page does not answer 200: a redirect would be fast and mean nothing. */
export async function requestsPerSecond({ url, cookie }: Target, seconds: number): Promise<number> {
  const result = await autocannon({ url, connections, duration: seconds, headers: cookie ? { cookie } : {} });
  const strange = Object.keys(result.statusCodeStats ?? {}).filter((status) => status !== "200");
  if (result.errors > 0 || strange.length > 0) {
    throw new Error(`${url}: ${result.errors} failed, answers of status ${strange.join(", ")}.`);
  }
  return result.requests.total / result.duration;
}

/**
 * Everything once a round, in order, so that what else the machine does falls on all alike. Values by name, without
 * the round before the first: what runs for the first time is not compiled yet.
 */
export async function byTurns(
  turns: Record<string, () => Promise<number>>,
  rounds: number,
): Promise<Map<string, number[]>> {
  const values = new Map(Object.keys(turns).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, turn] of Object.entries(turns)) {
      const value = await turn();
      if (round > 0) values.get(name)?.push(value);
    }
  }
  return values;
}

/** The page, as a browser that is signed in gets it. */
export async function getPage({ url, cookie }: Target): Promise<string> {
  const answer = await fetch(url, { headers: cookie ? { cookie } : {}, redirect: "manual" });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}.`);
  return text;
}

/** Milliseconds one run takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

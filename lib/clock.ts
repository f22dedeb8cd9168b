/** The one clock of the rules. Tests move it; nothing else in the rules reads the time. */
let read: () => Date = () => new Date();

export function now(): Date {
  return read();
}

/** Replaces the clock until the returned function is called. For tests only. */
export function setClock(next: () => Date): () => void {
  const before = read;
  read = next;
  return () => {
    read = before;
  };
}

declare module "@zxcvbn-ts/language-common/dist/diceware.json.mjs" {
  const words: string[];

  export { words as default };
}
declare module "@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs" {
  const graphs: Record<string, Record<string, (string | null)[]>>;

  export { graphs as default };
}

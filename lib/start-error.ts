/** Why a command cannot go on, in a sentence for the person who started it: printed without a stack. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StartError";
  }
}

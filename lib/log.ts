import "server-only";
import pino, { type Logger } from "pino";
import { env } from "./env";

type Level = "trace" | "debug" | "info" | "warn" | "error" | "fatal";
type Write = { (fields: object, message?: string): void; (message: string): void };

/** One writer a process, also when server code is loaded twice (the framework's bundle and the commands). */
const holder = globalThis as typeof globalThis & { atriumLog?: Logger };

function open(): Logger {
  // Asynchronous, so that a blocked reader of stdout does not hold up requests.
  holder.atriumLog ??= pino(
    {
      level: env().LOG_LEVEL,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ["*.password", "*.token", "*.secret", "*.authorization", "*.cookie"],
    },
    pino.destination({ dest: 1, sync: false }),
  );
  return holder.atriumLog;
}

function at(level: Level): Write {
  return (first: object | string, message?: string) => {
    if (typeof first === "string") open()[level](first);
    else open()[level](first, message);
  };
}

/** JSON lines on stdout. Never given secrets, tokens or query strings. Opened with the first line. */
export const logger = {
  trace: at("trace"),
  debug: at("debug"),
  info: at("info"),
  warn: at("warn"),
  error: at("error"),
  fatal: at("fatal"),
};

/** Writes out what is still held back; called at the end of the process. */
export function flushLog(): void {
  try {
    holder.atriumLog?.flush();
  } catch {
    // The reader of stdout is gone: nobody is left to be told.
  }
}

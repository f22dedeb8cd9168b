import { z } from "zod";

/**
 * The one reader of `process.env`. `npm start` fills the secrets and DATABASE_URL in embedded mode before anything
 * here is asked for, so the rest of the code never knows which database it runs on.
 */

const port = z.coerce.number().int().min(1).max(65535);
const httpUrl = z.url({ protocol: /^https?$/ });
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
/** Without a trailing slash: paths are put behind it. */
const baseUrl = httpUrl.transform((url) => url.replace(/\/+$/, ""));
const flag = z.enum(["on", "off"]);
const secret = z.string().min(32);

/** Countries as two letters (ISO 3166-1), with commas between. */
const countries = z
  .string()
  .regex(/^[A-Z]{2}(,[A-Z]{2})*$/)
  .transform((list) => list.split(","));

/** What was encrypted with a key is found by its name. */
function hasDifferentNames(keys: string): boolean {
  const names = keys.split(",").map((key) => key.split(":")[0]);
  return new Set(names).size === names.length;
}

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: port.default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  APP_URL: httpUrl.optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: postgresUrl,
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  DATABASE_MODE: z.enum(["embedded", "server"]).default("server"),
  APP_SECRET: secret,
  PASSWORD_PEPPER: secret,
  ENCRYPTION_KEYS: z
    .string()
    .regex(/^[a-z0-9]+:[A-Za-z0-9+/=]{44}(,[a-z0-9]+:[A-Za-z0-9+/=]{44})*$/)
    .refine(hasDifferentNames),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).default("Atrium <no-reply@atrium.test>"),
  SIGN_UP: z.enum(["open", "invited"]).default("open"),
  DEFAULT_PLAN: z.enum(["free", "growth", "enterprise"]).default("free"),
  SEED_DEMO: flag.optional(),
  DEMO_PASSWORD: z.string().optional(),
  LEAKED_PASSWORDS_URL: httpUrl.optional(),
  APNS_URL: baseUrl.default("https://api.push.apple.com"),
  APNS_SANDBOX_URL: baseUrl.default("https://api.sandbox.push.apple.com"),
  APNS_CA: z.string().min(1).optional(),
  FCM_URL: baseUrl.default("https://fcm.googleapis.com"),
  GOOGLE_TOKEN_URL: baseUrl.default("https://oauth2.googleapis.com/token"),
  TWILIO_URL: baseUrl.default("https://api.twilio.com"),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/)
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(16).optional(),
  TWILIO_SENDER: z.string().min(3).max(40).optional(),
  TEXT_COUNTRIES: countries.optional(),
  TEXT_COUNTRIES_DENIED: countries.optional(),
  DNS_SERVERS: z
    .string()
    .regex(/^[\d.:a-fA-F[\]]+(,[\d.:a-fA-F[\]]+)*$/)
    .transform((list) => list.split(","))
    .optional(),
  INTERNAL_HOSTS: z
    .string()
    .regex(/^[A-Za-z0-9.:[\]-]+(,[A-Za-z0-9.:[\]-]+)*$/)
    .transform((list) => list.toLowerCase().split(","))
    .optional(),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  METRICS_TOKEN: z.string().min(16).optional(),
  WORKER: flag.default("on"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

const expected: Record<string, string> = {
  PORT: "a port number from 1 to 65535",
  APP_URL: "the public address of this installation, such as https://atrium.example.com",
  DATABASE_URL: "a PostgreSQL address such as postgres://user:password@host:5432/atrium",
  DATABASE_DIRECT_URL: "a PostgreSQL address that does not go through a pooler",
  DATABASE_POOL: "a number of connections from 1 to 200",
  APP_SECRET: "at least 32 random characters (openssl rand -base64 48)",
  PASSWORD_PEPPER: "at least 32 random characters that never change (openssl rand -base64 48)",
  ENCRYPTION_KEYS:
    "one or more keys as name:base64 of 32 bytes, each name once, the newest first (k1:$(openssl rand -base64 32))",
  SMTP_URL: "a mail server such as smtps://user:password@mail.example.com:465",
  SIGN_UP: "open or invited",
  DEFAULT_PLAN: "free, growth or enterprise",
  SEED_DEMO: "on or off",
  WORKER: "on or off",
  LOG_LEVEL: "trace, debug, info, warn, error, fatal or silent",
  LEAKED_PASSWORDS_URL: "the range address of a leaked-password service, such as https://api.pwnedpasswords.com/range/",
  APNS_URL: "the address of Apple's push service, such as https://api.push.apple.com",
  APNS_SANDBOX_URL: "the address of Apple's push service for development, such as https://api.sandbox.push.apple.com",
  APNS_CA: "a file with the certificate that signed the one of the push service",
  FCM_URL: "the address of Firebase Cloud Messaging, such as https://fcm.googleapis.com",
  GOOGLE_TOKEN_URL: "the address where Google gives access tokens, such as https://oauth2.googleapis.com/token",
  TWILIO_URL: "the address of Twilio's REST API, such as https://api.twilio.com",
  TWILIO_ACCOUNT_SID: "the SID of this installation's Twilio account: AC and 32 hexadecimal digits",
  TWILIO_AUTH_TOKEN: "the auth token of the Twilio account",
  TWILIO_SENDER: "a phone number such as +15550100, or a messaging service (MG and 32 hexadecimal digits)",
  TEXT_COUNTRIES: "countries as two capital letters with commas between, such as DE,AT,CH",
  TEXT_COUNTRIES_DENIED: "countries as two capital letters with commas between, such as DE,AT,CH",
  DNS_SERVERS: "addresses of DNS servers with commas between, such as 9.9.9.9,1.1.1.1",
  INTERNAL_HOSTS:
    "names of hosts with commas between, with a port where it is not the usual one, such as login.corp.local",
  TRUSTED_PROXIES: "the number of reverse proxies in front, 0 to 10",
  METRICS_TOKEN: "at least 16 characters",
};

export type Env = z.infer<typeof schema> & {
  /** The one origin every link is built from, without a trailing slash. */
  APP_ORIGIN: string;
  /** Mail and text messages are kept on a local page instead of being sent. */
  OUTBOX: boolean;
};

/** Thrown for a bad environment; the message names each variable and what is expected of it. */
export class EnvError extends Error {}

/** Parses an environment. Throws {@link EnvError} that names every bad variable. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (!result.success) {
    const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
    throw new EnvError(names.map((name) => describe(name, given[name])).join("\n"));
  }
  const env = result.data;
  if (env.DATABASE_MODE === "server" && !env.SMTP_URL) {
    throw new EnvError(
      "SMTP_URL is not set. With DATABASE_URL mail must be sent: expected a mail server such as smtps://user:password@mail.example.com:465.",
    );
  }
  const appUrl = env.APP_URL ?? `http://localhost:${env.PORT}`;
  return { ...env, APP_ORIGIN: new URL(appUrl).origin, OUTBOX: env.DATABASE_MODE === "embedded" && !env.SMTP_URL };
}

function describe(name: string, value: string | undefined): string {
  const wanted = expected[name] ?? "another value (see .env.example)";
  return value === undefined ? `${name} is not set. Expected ${wanted}.` : `${name} is not valid. Expected ${wanted}.`;
}

let parsed: Env | undefined;

/** The environment of this process, parsed on first use. Throws {@link EnvError}. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

import "server-only";
import * as z from "zod/mini";
import { appUrl } from "@/lib/links";
import { type Operation, operations } from "./operations";
import { failure } from "./schemas";

/** The OpenAPI 3.1 document of the management API, drawn from the table that routes it. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Atrium management API",
      version: "1.0.0",
      description:
        "Service accounts, projects, teams, users and the 2FA setting of an organization. A path may end in a slash. Those of organizations are also answered without /api/app before them.",
    },
    servers: [{ url: appUrl("/api/app") }],
    security: [{ serviceAccount: [] }],
    paths,
    components: {
      securitySchemes: {
        serviceAccount: { type: "http", scheme: "basic", description: "User name and secret of a service account." },
      },
      schemas: { Error: schemaOf(failure) },
    },
  };
}

const refusals: Record<string, string> = {
  400: "What was sent is not as it must be, or breaks a rule; `error` says which.",
  401: "No service account that works.",
  403: "The account's role does not allow this.",
  404: "There is no such thing in the account's organization.",
  429: "Too many calls; `Retry-After` says how many seconds to wait.",
};

function described({ name, summary, path, status, answer, body }: Operation) {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const error = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } },
    }),
    responses: {
      [status]: { description: "Done.", content: { "application/json": { schema: schemaOf(answer) } } },
      ...Object.fromEntries(
        Object.entries(refusals).map(([code, description]) => [code, { description, content: error }]),
      ),
    },
  };
}

function schemaOf(schema: z.ZodMiniType, io: "input" | "output" = "output") {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}

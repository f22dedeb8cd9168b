import * as z from "zod/mini";
import { nameField } from "@/lib/fields";

/** Forms of connections. */

export const protocols = ["saml", "oidc"] as const;
export const providers = ["okta", "entra", "google", "jumpcloud", "keycloak", "other"] as const;
export const stages = ["draft", "optional", "required"] as const;
export type Provider = (typeof providers)[number];
export type Stage = (typeof stages)[number];

const id = z.string().check(z.minLength(1), z.maxLength(64));
const text = (max: number) => z.string().check(z.trim(), z.maxLength(max, `Use at most ${max} characters.`));
const box = z.pipe(
  z.optional(z.string()),
  z.transform((value) => value === "on"),
);
/** Where a browser is sent; whether a server may ask it is judged where it is asked. */
const address = (what: string) =>
  text(2000).check(
    z.refine((value) => value.length > 0, { error: `Enter ${what}.`, abort: true }),
    z.refine((value) => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value), {
      error: "Enter an address that begins with https://.",
    }),
  );
const optionalAddress = text(2000).check(
  z.refine((value) => value === "" || (/^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value)), {
    error: "Enter an address that begins with https://.",
  }),
);

export const newConnectionSchema = z.object({
  name: nameField("a name"),
  provider: z.enum(providers),
  protocol: z.enum(protocols),
});
export const connectionSchema = z.object({ connectionId: id });
export const renameConnectionSchema = z.object({ connectionId: id, name: nameField("a name") });

export const oidcSettingsSchema = z.object({
  connectionId: id,
  issuer: address("the issuer"),
  clientId: text(255).check(z.refine((value) => value.length > 0, { error: "Enter the client id." })),
  /** Empty keeps the one there is. */
  clientSecret: text(1000),
  /** A day as YYYY-MM-DD, or empty. */
  secretExpiresOn: text(10).check(
    z.refine((value) => value === "" || (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))), {
      error: "Enter a day.",
    }),
  ),
});

export const samlSettingsSchema = z.object({
  connectionId: id,
  issuer: text(1024).check(z.refine((value) => value.length > 0, { error: "Enter the issuer (entity id)." })),
  signInUrl: address("the sign-in URL"),
  signOutUrl: optionalAddress,
  certificate: text(20_000).check(z.refine((value) => value.length > 0, { error: "Paste the certificate." })),
  /** The one that follows; empty while there is only one. */
  nextCertificate: text(20_000),
});
/** Metadata as pasted or uploaded text, or the address where it stands. */
export const samlMetadataSchema = z.object({
  connectionId: id,
  metadata: text(1_000_000).check(
    z.refine((value) => value.length > 0, { error: "Paste the metadata, or the address where it stands." }),
  ),
});

export const samlMetadataFileSchema = z.object({
  connectionId: id,
  file: z
    .custom<File>((value) => value instanceof File && value.name !== "", "Choose the metadata file.")
    .check(z.refine((file) => file.size <= 1_000_000, { error: "That is longer than 1 MB." })),
});

export const samlOptionsSchema = z.object({ connectionId: id, signsRequests: box, idpInitiated: box });

export const mappingSchema = z.object({
  connectionId: id,
  email: text(255),
  givenName: text(255),
  familyName: text(255),
  name: text(255),
  groups: text(255),
});
export const joiningSchema = z.object({ connectionId: id, createsMembers: box });
export const connectionDomainsSchema = z.object({ connectionId: id, domainIds: z.array(id).check(z.maxLength(500)) });
export const groupSchema = z.object({
  connectionId: id,
  group: text(255).check(z.refine((value) => value.length > 0, { error: "Enter the group as the provider calls it." })),
  teamId: id,
});
export const stageSchema = z.object({ connectionId: id, stage: z.enum(stages) });

export type NewConnectionInput = z.infer<typeof newConnectionSchema>;
export type ConnectionInput = z.infer<typeof connectionSchema>;
export type RenameConnectionInput = z.infer<typeof renameConnectionSchema>;
export type OidcSettingsInput = z.infer<typeof oidcSettingsSchema>;
export type SamlSettingsInput = z.infer<typeof samlSettingsSchema>;
export type SamlMetadataInput = z.infer<typeof samlMetadataSchema>;
export type SamlOptionsInput = z.infer<typeof samlOptionsSchema>;
export type MappingInput = z.infer<typeof mappingSchema>;
export type JoiningInput = z.infer<typeof joiningSchema>;
export type ConnectionDomainsInput = z.infer<typeof connectionDomainsSchema>;
export type GroupInput = z.infer<typeof groupSchema>;
export type StageInput = z.infer<typeof stageSchema>;

/**
 * Every encrypted column, with the columns of its row that a value is bound to: one moved elsewhere cannot be read
 * (`lib/crypto.ts`). The one list; `npm run secrets:reencrypt` goes through it.
 */
export const secretColumns = {
  "projects.api_secret": ["id"],
  "message_channels.credential": ["project_id", "kind"],
  "second_factors.secret": ["id"],
  "connections.signing_key": ["id"],
  "connections.client_secret": ["id"],
} as const;

export type SecretColumn = keyof typeof secretColumns;

/** The place of one value: its column, then what identifies its row, in the order of the list. */
export function placeOfSecret(column: SecretColumn, ...row: (string | number)[]): string {
  return [column, ...row].join(".");
}

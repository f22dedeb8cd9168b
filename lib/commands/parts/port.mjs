import { createServer } from "node:net";

/** A sentence and the end where HOST:PORT cannot be had: said before anything that takes long. */
export async function demandPort() {
  const port = Number(process.env.PORT || 3000);
  const host = process.env.HOST || "127.0.0.1";
  if (!Number.isInteger(port) || port < 1 || port > 65535) return;
  const problem = await new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
  if (!problem) return;
  console.error(portSentence(problem, host, port));
  process.exit(1);
}

export function portSentence(error, host, port) {
  if (error.code === "EADDRINUSE") {
    return `Port ${port} on ${host} is taken by another process. Stop that one, or set PORT to another port (PORT=3001 npm start).`;
  }
  if (error.code === "EACCES")
    return `Port ${port} needs more rights than this user has. Set PORT to a port above 1023.`;
  return `The address ${host}:${port} cannot be used (${error.code ?? error.message}). Set HOST and PORT to one that can.`;
}

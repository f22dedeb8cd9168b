import { createSocket } from "node:dgram";
import { decode, encode } from "dns-packet";

/** A name server on loopback for TXT records. Names it does not know do not exist. */
export type DnsServer = {
  port: number;
  address: string;
  /** Records by name; a string with `|` stands in pieces, as long ones do. */
  records: Map<string, string[]>;
  /** `silent` answers nothing; `broken` answers SERVFAIL. */
  mode: "fine" | "silent" | "broken";
  stop: () => Promise<void>;
};

export async function startDns(port = 0): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const server: DnsServer = {
    port: 0,
    address: "",
    records: new Map(),
    mode: "fine",
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on("message", (message, { port: to, address }) => {
    if (server.mode === "silent") return;
    const { id, questions } = decode(message);
    const [question] = questions ?? [];
    const found = server.records.get(question?.name.toLowerCase() ?? "") ?? [];
    const code = server.mode === "broken" ? 2 : found.length === 0 ? 3 : 0;
    const answers = found.map((text) => ({
      type: "TXT" as const,
      class: "IN" as const,
      name: question?.name ?? "",
      ttl: 60,
      data: text.split("|").map((piece) => Buffer.from(piece)),
    }));
    const reply = encode({ type: "response", id, flags: 0x0180 | code, questions, answers: code === 0 ? answers : [] });
    socket.send(reply, to, address);
  });
  await new Promise<void>((resolve) => socket.bind(port, "127.0.0.1", resolve));
  server.port = socket.address().port;
  server.address = `127.0.0.1:${server.port}`;
  return server;
}

/** A port that is free for a name server to be started later. */
export async function freeUdpPort(): Promise<number> {
  const server = await startDns();
  await server.stop();
  return server.port;
}

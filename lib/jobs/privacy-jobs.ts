import "server-only";
import { TextReader, ZipWriter } from "@zip.js/zip.js";
import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { getPrivacyMail } from "@/db/queries/privacy";
import { privacyFiles, privacyRequestIds, privacyRequests } from "@/db/schema";
import { now } from "@/lib/clock";
import { erasePersonRows } from "@/lib/events/person-data";
import { appUrl } from "@/lib/links";
import { privacyLetter } from "@/lib/mail/letters/privacy";
import { sendLetter } from "@/lib/mail/send";
import { paths } from "@/lib/paths";
import { writeArchive } from "@/lib/privacy/archive";
import { fileDays } from "@/lib/privacy/kinds";
import {
  beginPrivacyRequest,
  finishDeletion,
  finishRetrieval,
  type Running,
  tendPrivacyRequests,
} from "@/lib/privacy/running";
import { lockDatasets } from "@/lib/projects/datasets";
import { enqueueJobs } from "./enqueue";
import { batchesInARow, goOn } from "./go-on";
import type { Handlers } from "./handlers";

const batchRows = 25_000;
const partBytes = 256 * 1024;
const dayMs = 24 * 3600 * 1000;

/** A deletion goes on where it stopped, batch by batch; an archive that was not finished is written anew. */
export const runPrivacyRequest: Handlers["run_privacy_request"] = async ({ requestId }) => {
  const request = await beginPrivacyRequest(requestId);
  if (!request) return;
  if (request.kind === "retrieval") return retrieve(request);
  for (let batch = 0; batch < batchesInARow; batch += 1) {
    if ((await eraseBatch(request)) === "done" && (await finishDeletion(requestId))) return;
  }
  await goOn("run_privacy_request", { requestId }, requestId);
};

/** One transaction: rows of the next id, and what went with them in the request. */
async function eraseBatch({ id: requestId, projectId }: Running): Promise<"done" | "more"> {
  return db().transaction(async (tx) => {
    const [next] = await tx
      .select({ n: privacyRequestIds.n, id: privacyRequestIds.distinctId })
      .from(privacyRequestIds)
      .where(and(eq(privacyRequestIds.requestId, requestId), isNull(privacyRequestIds.doneAt)))
      .orderBy(asc(privacyRequestIds.n))
      .limit(1)
      .for("update");
    if (!next) return "done";
    const gone = await erasePersonRows(tx, await lockDatasets(tx, projectId), next.id, batchRows);
    if (gone.done) {
      await tx
        .update(privacyRequestIds)
        .set({ doneAt: now() })
        .where(and(eq(privacyRequestIds.requestId, requestId), eq(privacyRequestIds.n, next.n)));
    }
    await tx
      .update(privacyRequests)
      .set({
        events: sql`${privacyRequests.events} + ${gone.events}`,
        profiles: sql`${privacyRequests.profiles} + ${gone.profiles}`,
        aliases: sql`${privacyRequests.aliases} + ${gone.aliases}`,
        idsDone: sql`${privacyRequests.idsDone} + ${gone.done ? 1 : 0}`,
      })
      .where(eq(privacyRequests.id, requestId));
    return "more";
  });
}

/** The archive flows into the table in parts: no more than one of them is held. */
async function retrieve(request: Running): Promise<void> {
  const { id: requestId } = request;
  await db().delete(privacyFiles).where(eq(privacyFiles.requestId, requestId));
  let [part, size, bytes] = [0, 0, 0];
  let waiting: Uint8Array[] = [];
  const flush = async () => {
    if (size === 0) return;
    await db()
      .insert(privacyFiles)
      .values({ requestId, n: part, bytes: Buffer.concat(waiting, size) });
    [part, size, waiting] = [part + 1, 0, []];
  };
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      waiting.push(chunk);
      size += chunk.byteLength;
      bytes += chunk.byteLength;
      if (size >= partBytes) await flush();
    },
    close: flush,
  });
  const zip = new ZipWriter(sink, { useWebWorkers: false });
  const found = await writeArchive(db(), request, {
    stream: (name, content) => zip.add(name, content),
    text: (name, content) => zip.add(name, new TextReader(content)),
  });
  await zip.close();
  await finishRetrieval(requestId, { ...found, bytes });
}

export const tendPrivacy: Handlers["tend_privacy"] = async () => {
  const left = await tendPrivacyRequests();
  await db().transaction((tx) =>
    enqueueJobs(
      tx,
      "run_privacy_request",
      left.map((requestId) => ({ requestId })),
    ),
  );
  await forgetOld(now());
};

/** Archives whose time is over, and whose data a request was about. */
async function forgetOld(at: Date): Promise<void> {
  const before = new Date(at.getTime() - fileDays * dayMs);
  await db()
    .delete(privacyFiles)
    .where(sql`request_id in (select id from privacy_requests where file_expires_at < ${at.toISOString()})`);
  await db()
    .update(privacyRequests)
    .set({ fileBytes: null, fileExpiresAt: null })
    .where(lt(privacyRequests.fileExpiresAt, at));
  await db()
    .delete(privacyRequestIds)
    .where(sql`request_id in (select id from privacy_requests where finished_at < ${before.toISOString()})`);
}

export const sendPrivacyMail: Handlers["send_privacy_mail"] = async ({ requestId, what }, job) => {
  const mail = await getPrivacyMail(requestId, what);
  if (!mail) return;
  const url = appUrl(paths.privacyRequest(mail.orgId, requestId));
  for (const email of mail.to) await sendLetter(email, privacyLetter({ ...mail, what }, url), `${job.id} ${email}`);
};

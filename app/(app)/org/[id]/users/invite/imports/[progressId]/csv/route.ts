import { getImport, type ImportStatus, listImportRowsAfter } from "@/db/queries/imports";
import { orgRoute } from "@/lib/auth/handlers";
import { now } from "@/lib/clock";
import { csvResponse, inBatches } from "@/lib/csv";
import { NotFound } from "@/lib/errors";
import { templateHeader } from "@/lib/invitations/csv/template";
import { noteImportExport } from "@/lib/invitations/imports";

const words: Record<ImportStatus, string> = {
  invited: "invited",
  merged: "merged into an open invitation",
  member: "member already",
  refused: "not invited",
  limited: "held back by a limit",
  wrong: "error",
};

/** The lines as they were uploaded, each with what came of it or will; all, or those with problems. It can be uploaded again. */
export const GET = orgRoute("org.members.invite", async (actor, request, { params }) => {
  const id = String((await params).progressId);
  const state = await getImport(actor, id);
  if (!state) throw new NotFound("import");
  const show = new URL(request.url).searchParams.get("show") === "problems" ? "problems" : "all";
  await noteImportExport(actor, id, show);
  const at = now();
  const rows = inBatches<Awaited<ReturnType<typeof listImportRowsAfter>>[number]>((after) =>
    listImportRowsAfter(actor, id, { show, line: after?.line ?? 0, at }),
  );
  async function* batches() {
    for await (const batch of rows) {
      yield batch.map(({ line, cells, status, note, retryAt }) => [
        ...[cells.email, cells.role, cells.teams, cells.projects],
        ...[line, words[status], note, retryAt],
      ]);
    }
  }
  return csvResponse(
    `${state.fileName.replace(/\.\w{1,5}$/, "")} result.csv`,
    [...templateHeader, "line", "result", "reason", "try again"],
    batches(),
  );
});

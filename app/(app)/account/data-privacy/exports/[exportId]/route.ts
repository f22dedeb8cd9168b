import { sessionRoute } from "@/lib/auth/handlers";
import { takeExport } from "@/lib/users/account-exports";

/** The archive of one's own export. */
export const GET = sessionRoute(async (actor, _request, { params }) => {
  const { archive, madeAt } = await takeExport(actor, String((await params).exportId));
  return new Response(new Uint8Array(archive), {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="account-${madeAt.toISOString().slice(0, 10)}.zip"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
});

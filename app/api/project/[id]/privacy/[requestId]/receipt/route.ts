import { getProjectRequest } from "@/db/queries/privacy";
import { projectRoute } from "@/lib/auth/handlers";
import { NotFound } from "@/lib/errors";
import { receiptPublicKey, receiptText } from "@/lib/privacy/receipts";

/** Proof of a deletion: what was signed, the signature, and the key to check it by. */
export const GET = projectRoute("project.privacy.manage", async (actor, _, { params }) => {
  const found = await getProjectRequest(actor, String((await params).requestId));
  if (!found?.receipt) throw new NotFound("receipt");
  const body = {
    algorithm: "Ed25519",
    signed: receiptText(found.receipt),
    signature: found.signature,
    publicKey: receiptPublicKey(),
  };
  return new Response(`${JSON.stringify(body, null, 2)}\n`, {
    headers: {
      "Content-Type": "application/json",
      "Content-Disposition": `attachment; filename="${found.id}-receipt.json"`,
      "Cache-Control": "no-store",
    },
  });
});

import { unsubscribeAtOnce } from "@/lib/alerts/unsubscribing";
import { outsideActor } from "@/lib/auth/actions";
import { carryToken } from "@/lib/auth/carried";
import { publicRoute } from "@/lib/auth/handlers";
import { paths } from "@/lib/paths";

/** The link of a mail, opened by a person. It changes nothing. */
export const GET = publicRoute((_request, context) => carryToken(context, "unsubscribe", paths.unsubscribe));

/** The same address, posted to by a mail program whose person chose Unsubscribe there (RFC 8058): at once, without a page. */
export const POST = publicRoute(async (_request, context) => {
  const { token } = await context.params;
  await unsubscribeAtOnce(await outsideActor(), String(token ?? ""));
  return new Response("Unsubscribed.\n", { headers: { "Cache-Control": "no-store" } });
});

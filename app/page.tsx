import { redirect } from "next/navigation";
import { listMyOrgs } from "@/db/queries/orgs";
import { currentUser } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

/** The front door: the first organization of the person signed in, or the way to one. */
export default async function Home() {
  const actor = await currentUser();
  if (!actor) redirect(paths.signIn());
  const [first] = await listMyOrgs(actor);
  redirect(first ? paths.org(first.id) : paths.account);
}

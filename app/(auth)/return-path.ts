import { safeReturnPath } from "@/lib/paths";

export type Search = Promise<Record<string, string | string[] | undefined>>;

/** The return path in a page's address; "/" where there is none or it leads elsewhere. */
export async function returnPath(search: Search): Promise<string> {
  return safeReturnPath((await search).return);
}

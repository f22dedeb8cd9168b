import { Flash } from "@/components/ui/notice";
import { readFlash } from "@/lib/auth/flash";

/** The sentence a redirect carried here. */
export async function PageFlash() {
  const flash = await readFlash();
  return <Flash message={flash?.message} tone={flash?.tone} />;
}

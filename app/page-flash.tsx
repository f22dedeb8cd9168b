import { ForgetCookie } from "@/components/ui/forget-cookie";
import { Flash } from "@/components/ui/notice";
import { flashCookie, readFlash } from "@/lib/auth/flash";

/** The sentence a redirect carried here, said once. */
export async function PageFlash() {
  const flash = await readFlash();
  return (
    <>
      <Flash message={flash?.message} tone={flash?.tone} />
      {flash && <ForgetCookie {...flashCookie()} />}
    </>
  );
}

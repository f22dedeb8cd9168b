import { headers } from "next/headers";

/** The bare dynamic page: what the framework costs before anybody writes a line. */
export default async function Page() {
  await headers();
  return <p>Bare.</p>;
}

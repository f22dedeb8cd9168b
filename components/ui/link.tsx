import type { ComponentProps } from "react";

/**
 * A link within the product: an anchor, and nothing else on the server; lists have hundreds of them. `FollowLinks`
 * makes its click a change of pages in place, except where it is `plain`.
 */
export function Link({
  plain,
  keepScroll,
  ...rest
}: ComponentProps<"a"> & { href: string; plain?: boolean; keepScroll?: boolean }) {
  // Attributes that are not there are written into the page's data too, as undefined.
  return <a {...rest} {...(plain && { "data-plain": "" })} {...(keepScroll && { "data-keep-scroll": "" })} />;
}

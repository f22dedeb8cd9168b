"use client";
import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";

/** Changes pages in place when a link of ours is followed; everything a browser does with links otherwise stays its own. */
export function FollowLinks() {
  const router = useRouter();
  useEffect(() => {
    function follow(event: MouseEvent) {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      if (!link || !isOurs(link) || !isPlainClick(event)) return;
      event.preventDefault();
      const { pathname, search, hash } = new URL(link.href);
      const scroll = link.dataset.keepScroll === undefined;
      startTransition(() => router.push(`${pathname}${search}${hash}`, { scroll }));
    }
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [router]);
  return null;
}

function isPlainClick(event: MouseEvent): boolean {
  const withKey = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return !event.defaultPrevented && event.button === 0 && !withKey;
}

function isOurs(link: HTMLAnchorElement): boolean {
  const url = new URL(link.href);
  const here = window.location;
  const samePage = url.pathname === here.pathname && url.search === here.search && url.hash !== "";
  return url.origin === here.origin && !link.target && !link.download && link.dataset.plain === undefined && !samePage;
}

import "server-only";
import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names, the last one of a kind wins. On the server only: the merging table is heavier than a page. */
export function cn(...values: ClassValue[]): string {
  return twMerge(clsx(values));
}

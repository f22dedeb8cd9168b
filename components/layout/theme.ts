/** What the cookie `theme` may say; anything else follows the system. */
export type Theme = "light" | "dark" | "system";

export const themeCookie = "theme";

export function asTheme(value: unknown): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

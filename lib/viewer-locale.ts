import { cache } from "react";

/** The language that dates are written in, for the length of a request; in the browser always English. */

const chosen = cache((): { locale: string } => ({ locale: "en-US" }));

export function setViewerLocale(locale: string): void {
  chosen().locale = locale;
}

export function viewerLocale(): string {
  return chosen().locale;
}

/** Those a person may choose, each by its own name, with the day after it as it would be written. */
export const locales = [
  { value: "en-US", name: "English (United States)" },
  { value: "en-GB", name: "English (United Kingdom)" },
  { value: "de-DE", name: "Deutsch" },
  { value: "es-ES", name: "Español" },
  { value: "fr-FR", name: "Français" },
  { value: "it-IT", name: "Italiano" },
  { value: "ja-JP", name: "日本語" },
  { value: "ko-KR", name: "한국어" },
  { value: "nl-NL", name: "Nederlands" },
  { value: "pl-PL", name: "Polski" },
  { value: "pt-BR", name: "Português (Brasil)" },
  { value: "sv-SE", name: "Svenska" },
  { value: "tr-TR", name: "Türkçe" },
  { value: "uk-UA", name: "Українська" },
  { value: "zh-CN", name: "中文（简体）" },
] as const;

/** Measures and colours of a mail: the tokens of the pages, as hexadecimal because mail programs know no others. */

const sans = "Geist, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const mono = "'Geist Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";

const light = {
  bg: "#f5f6f9",
  panel: "#ffffff",
  line: "#e2e4e8",
  ink: "#171b22",
  ink2: "#51555d",
  ink3: "#6a6d74",
  accent: "#4953d0",
};
const dark = {
  bg: "#0e1013",
  panel: "#14161b",
  line: "#25282d",
  ink: "#ebedef",
  ink2: "#a8abb1",
  ink3: "#8c8f96",
  accent: "#7587f3",
};

export const look = {
  body: { margin: 0, padding: "32px 12px", backgroundColor: light.bg, fontFamily: sans },
  card: {
    width: "100%",
    maxWidth: "560px",
    margin: "0 auto",
    backgroundColor: light.panel,
    border: `1px solid ${light.line}`,
    borderRadius: "10px",
    borderCollapse: "separate" as const,
  },
  inside: { padding: "32px 36px 28px" },
  mark: {
    width: "28px",
    height: "28px",
    backgroundColor: light.accent,
    borderRadius: "8px",
    textAlign: "center" as const,
    verticalAlign: "middle" as const,
  },
  arch: {
    width: "8px",
    height: "9px",
    margin: "1px auto 0",
    border: "2px solid #fcfcfc",
    borderBottom: "0",
    borderRadius: "3px 3px 0 0",
    fontSize: "1px",
    lineHeight: "1px",
  },
  title: {
    margin: "20px 0 10px",
    color: light.ink,
    fontSize: "20px",
    lineHeight: "28px",
    fontWeight: 600,
    letterSpacing: "-0.012em",
  },
  text: { margin: "0 0 14px", color: light.ink, fontSize: "15px", lineHeight: "23px" },
  facts: { width: "100%", margin: "4px 0 20px", borderTop: `1px solid ${light.line}` },
  label: {
    width: "104px",
    padding: "9px 12px 9px 0",
    borderBottom: `1px solid ${light.line}`,
    color: light.ink2,
    fontSize: "14px",
    lineHeight: "20px",
    verticalAlign: "top" as const,
  },
  value: {
    padding: "9px 0",
    borderBottom: `1px solid ${light.line}`,
    color: light.ink,
    fontSize: "14px",
    lineHeight: "20px",
    wordBreak: "break-word" as const,
  },
  columnHead: {
    padding: "9px 0 9px 12px",
    borderBottom: `1px solid ${light.line}`,
    color: light.ink2,
    fontSize: "12.5px",
    lineHeight: "18px",
    fontWeight: 400,
  },
  rowHead: {
    padding: "9px 0",
    borderBottom: `1px solid ${light.line}`,
    color: light.ink,
    fontSize: "14px",
    lineHeight: "20px",
    fontWeight: 400,
    wordBreak: "break-word" as const,
  },
  number: {
    padding: "9px 0 9px 12px",
    borderBottom: `1px solid ${light.line}`,
    color: light.ink,
    fontSize: "14px",
    lineHeight: "20px",
    fontVariantNumeric: "tabular-nums",
    whiteSpace: "nowrap" as const,
  },
  chart: { width: "100%", margin: "4px 0 18px" },
  picture: { display: "block", width: "100%", maxWidth: "488px", height: "auto", border: 0, borderRadius: "7px" },
  leave: { color: light.ink3, textDecoration: "underline" },
  code: {
    margin: "4px 0 18px",
    padding: "12px 0",
    border: `1px solid ${light.line}`,
    borderRadius: "7px",
    color: light.ink,
    fontFamily: mono,
    fontSize: "26px",
    lineHeight: "32px",
    letterSpacing: "0.24em",
    textAlign: "center" as const,
  },
  button: {
    margin: "6px 0 18px",
    padding: "11px 18px",
    backgroundColor: light.accent,
    borderRadius: "7px",
    color: "#fcfcfc",
    fontSize: "15px",
    fontWeight: 500,
    textDecoration: "none",
  },
  note: { margin: "0 0 6px", color: light.ink2, fontSize: "13px", lineHeight: "19px" },
  address: {
    margin: "0 0 14px",
    fontFamily: mono,
    fontSize: "12px",
    lineHeight: "18px",
    wordBreak: "break-all" as const,
  },
  link: { color: light.accent, textDecoration: "none" },
  foot: { maxWidth: "488px", margin: "0 auto", padding: "16px 36px 0" },
  why: { margin: "0 0 4px", color: light.ink3, fontSize: "12.5px", lineHeight: "18px" },
};

/** Only what changes in the dark. Programs that know no media queries keep the light one. */
export const darkStyles = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .bg, .bg > table > tbody > tr > td { background-color: ${dark.bg} !important; }
  .card { background-color: ${dark.panel} !important; border-color: ${dark.line} !important; }
  .line { border-color: ${dark.line} !important; }
  .ink { color: ${dark.ink} !important; }
  .ink2 { color: ${dark.ink2} !important; }
  .ink3 { color: ${dark.ink3} !important; }
  .link { color: ${dark.accent} !important; }
}
@media (max-width: 480px) {
  .bg > table > tbody > tr > td { padding: 0 !important; }
  .card { border-width: 0 0 1px !important; border-radius: 0 !important; }
  .inside { padding: 24px 20px 20px !important; }
  .foot { padding: 16px 20px 24px !important; }
}`;

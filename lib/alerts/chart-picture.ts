import "server-only";
import path from "node:path";
import { chartSvg } from "./chart-svg";
import type { AlertFigures } from "./figures";

/** Twice as fine as the mail shows it, for screens with small dots. */
const fineness = 2;

const fonts = ["Geist-Regular.ttf", "Geist-SemiBold.ttf"];

/** The chart as PNG, drawn with the fonts of the package and none of the machine's. The renderer is loaded at first use. */
export async function chartPicture(figures: AlertFigures): Promise<Uint8Array> {
  const { renderAsync } = await import("@resvg/resvg-js");
  const folder = path.resolve("node_modules/geist/dist/fonts/geist-sans");
  const picture = await renderAsync(chartSvg(figures), {
    fitTo: { mode: "zoom", value: fineness },
    font: {
      fontFiles: fonts.map((name) => path.join(folder, name)),
      loadSystemFonts: false,
      defaultFontFamily: "Geist",
    },
  });
  return picture.asPng();
}

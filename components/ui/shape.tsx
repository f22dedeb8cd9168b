import { cx } from "./cx";
import type { IconShape } from "./icon-shapes";

/** One icon by its shape; client components import only the shapes they draw. */
export function Shape({
  shape,
  label,
  size = 16,
  className,
}: {
  shape: IconShape;
  label?: string;
  size?: number;
  className?: string;
}) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it has its label, or is decoration and hidden
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      className={cx("icon", className)}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      <path d={shape} />
    </svg>
  );
}

import { cx } from "./cx";
import { hueOf, initials } from "./initials";

// Whole words, so that Tailwind finds them.
const hues = [
  "hue-15",
  "hue-40",
  "hue-65",
  "hue-90",
  "hue-120",
  "hue-150",
  "hue-180",
  "hue-210",
  "hue-240",
  "hue-270",
  "hue-305",
  "hue-345",
];
const sizes = { sm: "small", md: "", lg: "large" };

/** Initials on a hue made from the id. The name stands beside it, so it is decoration. */
export function Avatar({
  id,
  name,
  size = "md",
  square = false,
}: {
  id: string;
  name: string;
  size?: keyof typeof sizes;
  square?: boolean;
}) {
  return (
    <span aria-hidden="true" className={cx("avatar", square && "square", sizes[size], hues[hueOf(id)])}>
      {initials(name)}
    </span>
  );
}

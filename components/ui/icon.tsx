import * as shapes from "./icon-shapes";
import { Shape } from "./shape";

export type IconName = keyof typeof shapes;

/** A 16 px icon with a 1.5 px stroke, by name. Decoration unless it has a `label`. For server components. */
export function Icon({ name, ...rest }: { name: IconName; label?: string; size?: number; className?: string }) {
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: drawn on the server, where the whole set is at hand
  return <Shape shape={shapes[name]} {...rest} />;
}

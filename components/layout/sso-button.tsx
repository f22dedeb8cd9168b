import { type ButtonVariant, buttonClass } from "@/components/ui/button";

/** The way to an identity provider: a plain link, as a form of ours may not lead to another site. */
export function SsoButton({
  href,
  name,
  variant = "primary",
}: {
  href: string;
  name: string;
  variant?: ButtonVariant;
}) {
  return (
    <a href={href} className={buttonClass(variant, "lg", "w-full")}>
      Continue with {name}
    </a>
  );
}

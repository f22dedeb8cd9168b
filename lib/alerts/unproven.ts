import { RuleBroken } from "@/lib/errors";
import { paths } from "@/lib/paths";

export function unproven(): RuleBroken {
  const link = { href: paths.proveEmail(), label: "Confirm it" };
  return new RuleBroken("email_unproven", "Confirm your e-mail address first: mail goes only to proven addresses.", {
    link,
  });
}

import { cx } from "@/components/ui/cx";
import type { IconName } from "@/components/ui/icon";
import { Icon } from "@/components/ui/icon";
import type { Theme } from "./theme";
import type { FormAct } from "./types";

const choices: { value: Theme; label: string; icon: IconName }[] = [
  { value: "light", label: "Light", icon: "sun" },
  { value: "dark", label: "Dark", icon: "moon" },
  { value: "system", label: "System", icon: "system" },
];

/** Light, dark or as the system has it: three submit buttons of one form. */
export function ThemeChoice({ theme, action }: { theme: Theme; action: FormAct }) {
  return (
    <form action={action}>
      <fieldset className="grid gap-0.5">
        <legend className="px-2.5 pt-1.5 pb-1 text-xs text-ink-3">Appearance</legend>
        {choices.map((choice) => (
          <button
            key={choice.value}
            type="submit"
            name="theme"
            value={choice.value}
            aria-pressed={theme === choice.value}
            className={cx(
              "flex min-h-8 items-center gap-2.5 rounded-sm px-2.5 text-left -outline-offset-2 hover:bg-sunken pointer-coarse:min-h-10",
              theme !== choice.value && "text-ink-2",
            )}
          >
            <Icon name={choice.icon} />
            <span className="flex-1">{choice.label}</span>
            {theme === choice.value && <Icon name="check" />}
          </button>
        ))}
      </fieldset>
    </form>
  );
}

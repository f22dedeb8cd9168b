"use client";
import { useState } from "react";
import { FieldFrame } from "@/components/form/field";
import { useFormContext } from "@/components/form/form";
import { PickerList } from "@/components/form/picker-list";
import { useCombobox } from "@/components/form/use-combobox";
import { buttonClass } from "@/components/ui/button";
import { close, search } from "@/components/ui/icon-shapes";
import { type Option, Select } from "@/components/ui/input";
import { Shape } from "@/components/ui/shape";
import type { PickerOption } from "@/lib/pickers";

export type ChosenProject = PickerOption & { role: string };
type Props = {
  source: string;
  roles: readonly Option[];
  firstRole: string;
  hint?: string;
  chosen: readonly ChosenProject[];
  /** Without script: the first projects by name. */
  options: readonly PickerOption[];
};

/** Projects found by a few letters, each with a role of its own. Sends `projects` as "id:role". */
export function ProjectRolesField({ source, roles, firstRole, hint, options, ...given }: Props) {
  const form = useFormContext();
  const [chosen, setChosen] = useState(given.chosen);
  const {
    id,
    "aria-invalid": invalid,
    "aria-describedby": described,
  } = form.register("projects", { hint: Boolean(hint) });
  const set = (next: readonly ChosenProject[]) => {
    setChosen(next);
    setTimeout(() => form.setValue("projects", ""));
  };
  const combobox = useCombobox({
    source,
    multiple: true,
    chosen,
    choose: (option) => set([...chosen, { ...option, role: chosen.at(-1)?.role ?? firstRole }]),
    removeLast: () => set(chosen.slice(0, -1)),
  });
  const giveRole = (project: ChosenProject, role: string) =>
    set(chosen.map((each) => (each.id === project.id ? { ...each, role } : each)));

  return (
    <FieldFrame name="projects" label="Projects" optional hint={hint}>
      <div className="noscript:hidden relative">
        <Shape
          shape={search}
          size={14}
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        />
        <input
          {...combobox.inputProps}
          id={id}
          type="text"
          data-field="projects"
          placeholder="Find a project"
          aria-invalid={invalid}
          aria-describedby={described}
          className="field pl-8!"
        />
        {combobox.open && <PickerList {...combobox} label="Projects" multiple />}
      </div>
      {chosen.length > 0 && (
        <ul aria-label="Chosen projects" className="divide-y divide-line rounded-md border border-line">
          {chosen.map((project) => (
            <li key={project.id} className="flex items-center gap-2 py-1 pr-1 pl-3">
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {project.label}
              </span>
              <input type="hidden" name="projects" value={`${project.id}:${project.role}`} />
              <Select
                aria-label={`Role on ${project.label}`}
                value={project.role}
                options={roles}
                onChange={(event) => giveRole(project, event.target.value)}
                className="w-32"
              />
              <button
                type="button"
                aria-label={`Remove ${project.label}`}
                onClick={() => set(chosen.filter((each) => each.id !== project.id))}
                className={buttonClass("ghost", "md", "px-2!")}
              >
                <Shape shape={close} size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <noscript>
        <WithoutScript roles={roles} options={options} kept={form.valueFor("projects")} />
      </noscript>
    </FieldFrame>
  );
}

function WithoutScript({
  roles,
  options,
  kept,
}: {
  roles: readonly Option[];
  options: readonly PickerOption[];
  kept: unknown;
}) {
  const values = Array.isArray(kept) ? kept.map(String) : [];
  return (
    <ul className="grid max-h-80 gap-2 overflow-y-auto">
      {options.map((project) => (
        <li key={project.id} className="flex items-center justify-between gap-3">
          <span dir="auto">{project.label}</span>
          <Select
            name="projects"
            aria-label={`Role on ${project.label}`}
            defaultValue={values.find((value) => value.startsWith(`${project.id}:`)) ?? ""}
            options={[
              { value: "", label: "No access" },
              ...roles.map((role) => ({ ...role, value: `${project.id}:${role.value}` })),
            ]}
            className="w-36"
          />
        </li>
      ))}
    </ul>
  );
}

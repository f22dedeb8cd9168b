import Form from "next/form";
import { Picker } from "@/components/form/picker";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Select } from "@/components/ui/input";
import type { OrgActor } from "@/lib/authz/actor";
import type { ProjectRole } from "@/lib/authz/roles";
import type { PickerOption } from "@/lib/pickers";
import { projectRoleHint, projectRoleOptions } from "./project-choice";

type Props = {
  actor: OrgActor;
  path: string;
  chosen: PickerOption[];
  role: ProjectRole;
  /** Something is chosen already, and what it changes stands below. */
  again: boolean;
};

/** Chooses projects and a role, into the address of the page that shows what they change. */
export function ChooseProjects({ actor, path, chosen, role, again }: Props) {
  const hint = projectRoleHint(actor);
  return (
    <Card>
      <CardHeader title="Projects and role" />
      <CardBody>
        <Form action={path} className="grid gap-4" key={chosen.map(({ id }) => id).join()}>
          <div className="grid gap-1.5">
            <label htmlFor="projects" className="font-medium">
              Projects
            </label>
            <Picker
              name="projects"
              id="projects"
              source={`/api/org/${actor.org.id}/projects`}
              chosen={chosen}
              placeholder="Search projects"
              fallback={<TypedNames what="Project names, one a line" />}
            />
          </div>
          <div className="grid max-w-80 gap-1.5">
            <label htmlFor="role" className="font-medium">
              Role on these projects
            </label>
            <Select id="role" name="role" defaultValue={role} options={projectRoleOptions(actor)} />
            {hint && <span className="text-xs text-ink-3">{hint}</span>}
          </div>
          <Button type="submit" variant={again ? "secondary" : "primary"} className="justify-self-start">
            {again ? "Show again what changes" : "Show what changes"}
          </Button>
        </Form>
      </CardBody>
    </Card>
  );
}

/** Where there is no script to search with. */
export function TypedNames({ what }: { what: string }) {
  return (
    <label className="grid gap-1.5">
      <span className="text-xs text-ink-3">{what}</span>
      <textarea name="names" rows={3} className="field" />
    </label>
  );
}

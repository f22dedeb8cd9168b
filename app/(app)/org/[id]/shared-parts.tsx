"use client";
import { PickerField } from "@/components/form/picker-field";
import { CardSection } from "@/components/ui/card";
import type { Option } from "@/components/ui/input";
import type { PickerOption } from "@/lib/pickers";
import { type ChosenProject, ProjectRolesField } from "./project-roles-field";

export type PartsGiven = {
  orgId: number;
  roles: Option[];
  projectRoles: Option[];
  projectRoleHint?: string;
  firstRole: string;
  firstProjectRole: string;
  projects: PickerOption[];
  teams: PickerOption[];
  chosenProjects: ChosenProject[];
  chosenTeams: PickerOption[];
};

/** What everyone in the form is given beside membership. */
export function SharedParts({ given }: { given: PartsGiven }) {
  const api = `/api/org/${given.orgId}`;
  if (given.projects.length + given.teams.length === 0) return null;
  return (
    <CardSection className="grid gap-4">
      {given.projects.length > 0 && (
        <ProjectRolesField
          source={`${api}/projects`}
          roles={given.projectRoles}
          firstRole={given.firstProjectRole}
          hint={given.projectRoleHint}
          chosen={given.chosenProjects}
          options={given.projects}
        />
      )}
      {given.teams.length > 0 && (
        <PickerField
          name="teams"
          label="Teams"
          optional
          source={`${api}/teams`}
          placeholder="Find a team"
          chosen={given.chosenTeams}
          options={given.teams}
        />
      )}
    </CardSection>
  );
}

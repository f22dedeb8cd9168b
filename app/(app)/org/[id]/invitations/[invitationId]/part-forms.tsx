"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { FieldNote } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import type { ProjectRole } from "@/lib/authz/roles";
import { addPartsSchema, changeInvitationProjectSchema, invitationProjectSchema } from "@/lib/invitations/schemas";
import { paths } from "@/lib/paths";
import { addParts, changeProject, removeProject } from "./actions";

type Key = { orgId: number; invitationId: string };

/** Gives what the preview above it shows. */
export function AddPartsForm({
  orgId,
  invitationId,
  label,
  projects = [],
  projectRole,
  teams = [],
}: Key & { label: string; projects?: string[]; projectRole?: ProjectRole; teams?: string[] }) {
  const form = useActionForm({ action: addParts, schema: addPartsSchema, lists: ["projects", "teams"] });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="invitationId" value={invitationId} />
      {projectRole && <input type="hidden" name="projectRole" value={projectRole} />}
      {projects.map((id) => (
        <input key={id} type="hidden" name="projects" value={id} />
      ))}
      {teams.map((id) => (
        <input key={id} type="hidden" name="teams" value={id} />
      ))}
      <FormError />
      <div role="alert">
        <FieldNote name={projectRole ? "projectRole" : "teams"} />
      </div>
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Adding…">{label}</SubmitButton>
        <LinkButton href={paths.invitation(orgId, invitationId)}>Cancel</LinkButton>
      </div>
    </Form>
  );
}

type PartKey = Key & { projectId: number };

function PartFields({ orgId, invitationId, projectId }: PartKey) {
  return (
    <>
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="invitationId" value={invitationId} />
      <input type="hidden" name="projectId" value={projectId} />
    </>
  );
}

export function ProjectRoleForm({ roles, was, ...key }: PartKey & { roles: Choice[]; was: ProjectRole }) {
  const form = useActionForm({
    action: changeProject,
    schema: changeInvitationProjectSchema,
    defaultValues: { role: was },
  });
  return (
    <Form form={form} className="grid gap-3">
      <PartFields {...key} />
      <input type="hidden" name="was" value={was} />
      <FormError />
      <ChoiceGroup name="role" legend="Role on this project" choices={roles} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Changing…">Change role</SubmitButton>
        <LinkButton href={paths.invitation(key.orgId, key.invitationId)}>Keep it</LinkButton>
      </div>
    </Form>
  );
}

export function RemoveProjectForm(key: PartKey) {
  const form = useActionForm({ action: removeProject, schema: invitationProjectSchema });
  return (
    <Form form={form} className="grid gap-3">
      <PartFields {...key} />
      <FormError />
      <SubmitButton variant="danger" pendingText="Removing…">
        Take the project out
      </SubmitButton>
    </Form>
  );
}

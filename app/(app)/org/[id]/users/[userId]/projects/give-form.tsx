"use client";
import { FieldNote } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { UntilFields } from "@/components/members/until-fields";
import { LinkButton } from "@/components/ui/button";
import type { Option } from "@/components/ui/input";
import type { ProjectRole } from "@/lib/authz/roles";
import { giveGrantsSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";
import { give } from "./actions";

type Props = {
  orgId: number;
  userId: string;
  projects: string[];
  role: ProjectRole;
  until: Option[];
  timeZone: string;
  label: string;
};

/** Gives what the preview above it shows. */
export function GiveForm({ orgId, userId, projects, role, until, timeZone, label }: Props) {
  const form = useActionForm({
    action: give,
    schema: giveGrantsSchema,
    lists: ["projects"],
    defaultValues: { until: "" },
  });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="role" value={role} />
      {projects.map((id) => (
        <input key={id} type="hidden" name="projects" value={id} />
      ))}
      <FormError />
      <div role="alert">
        <FieldNote name="role" />
      </div>
      <UntilFields options={until} timeZone={timeZone} label="How long it holds" />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Adding…">{label}</SubmitButton>
        <LinkButton href={paths.user(orgId, userId)}>Cancel</LinkButton>
      </div>
    </Form>
  );
}

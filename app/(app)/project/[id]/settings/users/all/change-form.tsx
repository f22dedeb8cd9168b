"use client";
import { FieldNote } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { allUsersRoleSchema } from "@/lib/projects/schemas";
import { changeRole } from "./actions";

type Props = { projectId: number; role: string; was: string; label: string; danger: boolean; backHref: string };

/** Does what the preview above it shows. */
export function ChangeAllUsersForm({ projectId, role, was, label, danger, backHref }: Props) {
  const form = useActionForm({ action: changeRole, schema: allUsersRoleSchema });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="role" value={role} />
      <input type="hidden" name="was" value={was} />
      <FormError />
      <div role="alert">
        <FieldNote name="role" />
      </div>
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant={danger ? "danger" : "primary"} pendingText="Changing…">
          {label}
        </SubmitButton>
        <LinkButton href={backHref}>Cancel</LinkButton>
      </div>
    </Form>
  );
}

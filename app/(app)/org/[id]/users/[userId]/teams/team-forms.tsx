"use client";
import { FieldNote } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { addToTeamsSchema, removeFromTeamSchema } from "@/lib/members/schemas";
import { paths } from "@/lib/paths";
import { join, takeOut } from "./actions";

type Key = { orgId: number; userId: string };

/** Gives what the preview above it shows. */
export function JoinTeamsForm({ orgId, userId, teams, label }: Key & { teams: string[]; label: string }) {
  const form = useActionForm({ action: join, schema: addToTeamsSchema, lists: ["teams"] });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="userId" value={userId} />
      {teams.map((id) => (
        <input key={id} type="hidden" name="teams" value={id} />
      ))}
      <FormError />
      <div role="alert">
        <FieldNote name="teams" />
      </div>
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText="Adding…">{label}</SubmitButton>
        <LinkButton href={paths.user(orgId, userId)}>Cancel</LinkButton>
      </div>
    </Form>
  );
}

/** Takes away what the preview above it shows. */
export function LeaveTeamForm({ orgId, userId, teamId, label }: Key & { teamId: string; label: string }) {
  const form = useActionForm({ action: takeOut, schema: removeFromTeamSchema });
  return (
    <Form form={form} className="grid gap-3">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="teamId" value={teamId} />
      <FormError />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Removing…">
          {label}
        </SubmitButton>
        <LinkButton href={paths.user(orgId, userId)}>Keep them in it</LinkButton>
      </div>
    </Form>
  );
}

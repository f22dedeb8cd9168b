"use client";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import type { PlanId } from "@/lib/billing/plans";
import { choosePlanSchema } from "@/lib/billing/schemas";
import { paths } from "@/lib/paths";
import { downgrade, upgrade as upgradeNow } from "../actions";

type Props = {
  orgId: number;
  plan: PlanId;
  /** What the page showed; somebody else may change it meanwhile. */
  was: PlanId;
  planned: PlanId | "";
  upgrade: boolean;
  label: string;
  note: string;
};

export function PlanForm({ orgId, plan, was, planned, upgrade, label, note }: Props) {
  const form = useActionForm({ action: upgrade ? upgradeNow : downgrade, schema: choosePlanSchema });
  return (
    <Form form={form} className="grid gap-3 rounded-lg border border-line bg-panel px-5 py-4">
      <input type="hidden" name="orgId" value={orgId} />
      <input type="hidden" name="plan" value={plan} />
      <input type="hidden" name="was" value={was} />
      <input type="hidden" name="planned" value={planned} />
      <FormError>
        <Link href={paths.plan(orgId)} className="underline">
          Look at the plans again
        </Link>
      </FormError>
      <p className="text-ink-2">{note}</p>
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant={upgrade ? "primary" : "danger"} pendingText={upgrade ? "Upgrading…" : "Planning…"}>
          {label}
        </SubmitButton>
        <LinkButton href={paths.plan(orgId)}>Compare plans</LinkButton>
      </div>
    </Form>
  );
}

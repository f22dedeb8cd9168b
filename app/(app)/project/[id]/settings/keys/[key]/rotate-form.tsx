"use client";
import { type Choice, ChoiceGroup } from "@/components/form/checkbox-field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { LinkButton } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { paths } from "@/lib/paths";
import { type KeyKind, keyLabels, keyNames } from "@/lib/projects/key-words";
import { rotateKeySchema } from "@/lib/projects/schemas";
import { rotate } from "./actions";

type Props = { projectId: number; kind: KeyKind; shownKey: string; overlap: string; choices: Choice[] };

export function RotateForm({ projectId, kind, shownKey, overlap, choices }: Props) {
  const form = useActionForm({ action: rotate, schema: rotateKeySchema, defaultValues: { overlap } });
  const back = paths.projectSettings(projectId);
  if (form.state.status === "ok" && form.state.message)
    return <NewKey kind={kind} value={form.state.message} back={back} />;
  return (
    <Form form={form}>
      <input type="hidden" name="projectId" value={projectId} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="shownKey" value={shownKey} />
      <FormError />
      <ChoiceGroup
        name="overlap"
        legend={`How long the old ${keyNames[kind]} works beside the new one`}
        choices={choices}
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingText="Rotating…">
          {`Rotate ${keyNames[kind]}`}
        </SubmitButton>
        <LinkButton href={back}>Keep it</LinkButton>
      </div>
    </Form>
  );
}

function NewKey({ kind, value, back }: { kind: KeyKind; value: string; back: string }) {
  const isSecret = kind === "api_secret";
  return (
    <div className="grid gap-3">
      <p role="status" className="text-good">{`The ${keyNames[kind]} is rotated. The new one works from now on.`}</p>
      <div className="grid gap-1.5">
        <p className="font-medium">{`New ${keyLabels[kind] === "Token" ? "token" : keyLabels[kind]}`}</p>
        <CopyField value={value} label={`New ${keyNames[kind]}`} secret={isSecret} />
        <p className="text-xs text-ink-3">
          {isSecret
            ? "It is shown here once. Afterwards it is seen on the Overview, by Reveal."
            : "It also stands on the Overview."}
        </p>
      </div>
      <div>
        <LinkButton href={back}>Back to the Overview</LinkButton>
      </div>
    </div>
  );
}

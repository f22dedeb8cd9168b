import type { ReactNode } from "react";
import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { Link } from "@/components/ui/link";
import type { ProjectKeys } from "@/db/queries/access-keys";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { paths } from "@/lib/paths";
import { type KeyKind, keyLabels, keyNames, keySegment } from "@/lib/projects/key-words";
import { RevealSecret } from "../../../reveal-secret";
import { revealSecret } from "./actions";
import { PreviousKeys } from "./previous-keys";

type Props = { actor: ProjectActor; keys: ProjectKeys; at: Date; timeZone: string };

export function KeysCard({ actor, keys, at, timeZone }: Props) {
  const { id } = actor.project;
  const rotates = can(actor, "project.security.manage");
  return (
    <Card id="keys">
      <CardHeader
        title="Access keys"
        sentence="Applications send events with the token. The API Secret opens the data: keep it on servers."
      />
      <Key kind="token" projectId={id} rotates={rotates}>
        <CopyField value={keys.token} label={keyLabels.token} masked />
      </Key>
      <Key kind="api_key" projectId={id} rotates={rotates}>
        <CopyField value={keys.apiKey} label={keyLabels.api_key} masked />
      </Key>
      <Key kind="api_secret" projectId={id} rotates={rotates}>
        <RevealSecret action={revealSecret} projectId={id} />
      </Key>
      {keys.previous.length > 0 && (
        <CardSection>
          <h3 className="mb-1 font-medium">Previous keys</h3>
          <PreviousKeys projectId={id} keys={keys.previous} mayEnd={rotates} at={at} timeZone={timeZone} />
        </CardSection>
      )}
    </Card>
  );
}

type KeyProps = { kind: KeyKind; projectId: number; rotates: boolean; children: ReactNode };

function Key({ kind, projectId, rotates, children }: KeyProps) {
  return (
    <CardSection className="grid gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <p className="font-medium">{keyLabels[kind]}</p>
        {rotates && (
          <Link
            href={paths.rotateKey(projectId, keySegment(kind))}
            className="inline-flex items-center text-ink-2 hover:text-ink hover:underline pointer-coarse:min-h-10"
          >
            Rotate…<span className="sr-only"> the {keyNames[kind]}</span>
          </Link>
        )}
      </div>
      {children}
    </CardSection>
  );
}

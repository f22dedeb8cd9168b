import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { Link } from "@/components/ui/link";
import type { OwnProject } from "@/db/queries/own-projects";
import { projectRoleNames } from "@/lib/authz/roles";
import { appUrl } from "@/lib/links";
import { paths } from "@/lib/paths";
import { keyLabels } from "@/lib/projects/key-words";
import { RevealSecret } from "../../reveal-secret";
import { revealSecret } from "./actions";

const sources = { organization: "Organization role", individual: "Individual", all_users: "All users" };

/** A project with its address, where the role comes from, and the keys that the role shows. */
export function OwnProjectRow({ project, showOrg }: { project: OwnProject; showOrg: boolean }) {
  const { id, name, orgName, role, source, teamName, keys } = project;
  const through = source === "team" ? `Team ${teamName}` : sources[source];
  return (
    <li className="border-b border-line px-5 py-3.5 last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <Link href={paths.project(id)} className="font-medium hover:underline" dir="auto">
            {name}
          </Link>
          <p className="text-xs text-ink-2">
            {showOrg && `${orgName} · `}
            {projectRoleNames[role]} through {through}
          </p>
        </div>
        {keys && (
          <LinkButton href={paths.projectSettings(id)} size="sm" aria-label={`Settings of ${name}`}>
            Settings
          </LinkButton>
        )}
      </div>
      <details className="mt-2">
        <summary className="min-h-6 w-fit cursor-pointer text-xs text-ink-2 hover:text-ink pointer-coarse:py-2.5">
          {keys ? "Access URL and keys" : "Access URL"}
          <span className="sr-only"> of {name}</span>
        </summary>
        <div className="mt-2 grid gap-3 sm:grid-cols-2">
          <Value label="Access URL">
            <CopyField value={appUrl(paths.project(id))} label={`Access URL of ${name}`} />
          </Value>
          {keys && (
            <>
              <Value label={keyLabels.token}>
                <CopyField value={keys.token} label={`${keyLabels.token} of ${name}`} masked />
              </Value>
              <Value label={keyLabels.api_key}>
                <CopyField value={keys.apiKey} label={`${keyLabels.api_key} of ${name}`} masked />
              </Value>
              <Value label={keyLabels.api_secret}>
                <RevealSecret action={revealSecret} projectId={id} />
              </Value>
            </>
          )}
        </div>
      </details>
    </li>
  );
}

function Value({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-1">
      <p className="text-xs text-ink-2">{label}</p>
      {children}
    </div>
  );
}

import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import type { GrantSource } from "@/db/queries/access";
import type { GrantedProject, PersonGrant } from "@/db/queries/person";
import type { OrgRole } from "@/lib/authz/roles";
import { grantWords, remainderWords } from "@/lib/members/access-words";
import { lostWithout } from "@/lib/members/why";

export type View = {
  project: GrantedProject;
  firstName: string;
  role: OrgRole;
  timeZone: string;
  /** The pages that the grants come from, as far as the viewer may open them. */
  sources: { [Name in GrantSource]?: Name extends "team" ? (teamId: string) => string : string };
};

/** Every grant, the winning one first, each with its source and what would remain without it. */
export function GrantsCard(view: View) {
  const { grants } = view.project;
  return (
    <Card>
      <CardHeader title="Grants" count={grants.length} lined />
      <ol>
        {grants.map((grant, index) => (
          <li
            key={`${grant.source}-${grant.teamId}`}
            className="flex items-start gap-3 px-5 py-3.5 not-last:border-b not-last:border-line"
          >
            <span
              aria-hidden="true"
              className={`mt-1.75 size-1.5 shrink-0 rounded-full ${index === 0 ? "bg-accent" : "bg-line-strong"}`}
            />
            <GrantText {...view} grant={grant} winning={index === 0} />
            <Source {...view} grant={grant} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

type GrantProps = View & { grant: PersonGrant };

function GrantText({ project, firstName, role, timeZone, grant, winning }: GrantProps & { winning: boolean }) {
  const lost = lostWithout(project.grants, grant);
  return (
    <div className="min-w-0 flex-1">
      <p className="wrap-anywhere" dir="auto">
        {grantWords(grant, { firstName, role, timeZone })}
        {winning && project.grants.length > 1 && <span className="sr-only"> (this one counts)</span>}
      </p>
      <p className="text-ink-3 wrap-anywhere">
        {remainderWords(project.grants, grant, firstName)}
        {lost.length > 0 && project.grants.length > 1 && ` Lost then: ${lost.map(lower).join("; ")}.`}
      </p>
    </div>
  );
}

const labels: Record<GrantSource, string> = {
  organization: "Organization role",
  team: "Open team",
  individual: "Change",
  all_users: "All users",
};

function Source({ sources, grant }: GrantProps) {
  const href = grant.source === "team" ? grant.teamId && sources.team?.(grant.teamId) : sources[grant.source];
  return href ? (
    <LinkButton href={href} size="sm" className="shrink-0">
      {labels[grant.source]}
    </LinkButton>
  ) : null;
}

function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

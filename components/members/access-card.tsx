import Form from "next/form";
import { Button, LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Tag } from "@/components/ui/tag";
import type { PersonGrant, PersonProject } from "@/db/queries/person";
import { projectRoleNames } from "@/lib/authz/roles";
import { inMillions } from "@/lib/format";
import { grantWords, type Person, personPageSize, remainderWords } from "@/lib/members/access-words";
import { listHref } from "@/lib/pagination";
import { paths } from "@/lib/paths";

export type AccessLine = Omit<PersonProject, "own"> & {
  /** Whether the viewer may change or remove the individual grant. */
  changeable: boolean;
};

type Hrefs = {
  /** The page the card stands on. */
  path: string;
  add?: string;
  change: (projectId: number) => string;
  explain?: (projectId: number) => string;
  team: (teamId: string) => string;
};

type Props = {
  title: string;
  person: Person;
  /** "Daniel is", "This person will be" */
  subject: string;
  empty: string;
  rows: readonly AccessLine[];
  total: number;
  reached: number;
  q: string;
  page: number;
  hrefs: Hrefs;
};

/** Every project a person reaches, or will reach, with every grant and where it comes from, the winning one first. */
export function AccessCard({ title, person, subject, empty, rows, total, reached, q, page, hrefs }: Props) {
  const { path, add } = hrefs;
  const [opened] = [...rows].sort((a, b) => toExplain(b) - toExplain(a));
  return (
    <Card id="projects">
      <CardHeader
        title={title}
        count={reached}
        lined
        actions={add && <LinkButton href={add}>Add to projects</LinkButton>}
      />
      {(reached > personPageSize || q) && (
        <Form action={path} className="flex gap-2 border-b border-line px-5 py-3" key={q}>
          <Input
            type="search"
            name="projects"
            defaultValue={q}
            placeholder="Search these projects"
            aria-label="Search these projects"
            maxLength={100}
            className="min-w-0 flex-1"
          />
          <Button type="submit">Search</Button>
        </Form>
      )}
      {rows.length === 0 ? (
        <EmptyState action={q && <LinkButton href={path}>Show all</LinkButton>}>
          {q ? "None of these projects has a name like this." : empty}
        </EmptyState>
      ) : (
        rows.map((project) => (
          <ProjectAccess
            key={project.projectId}
            {...{ project, person, subject, hrefs }}
            open={project.projectId === opened?.projectId}
          />
        ))
      )}
      {total > personPageSize && <Foot {...{ path, q, page, total }} shown={rows.length} />}
    </Card>
  );
}

/** Open is the project with most to explain: one with a grant that can be changed here, else with most grants. */
function toExplain({ grants, changeable }: AccessLine): number {
  return grants.length + (changeable ? 100 : 0);
}

function Foot({
  path,
  q,
  page,
  total,
  shown,
}: {
  path: string;
  q: string;
  page: number;
  total: number;
  shown: number;
}) {
  const to = (number: number) =>
    `${listHref(path, { projects: q, page: number > 1 ? String(number) : undefined })}#projects`;
  const from = (page - 1) * personPageSize + 1;
  const last = Math.ceil(total / personPageSize);
  const links = {
    ...(page > 1 && { first: to(1), previous: to(page - 1) }),
    ...(page < last && { next: to(page + 1), last: to(last) }),
  };
  return <Pagination from={from} to={from + shown - 1} total={total} links={links} className="px-5" />;
}

type RowProps = Pick<Props, "person" | "subject" | "hrefs"> & { project: AccessLine; open: boolean };

function ProjectAccess({ project, person, subject, hrefs, open }: RowProps) {
  const { firstName } = person;
  const role = projectRoleNames[project.role];
  const individual = project.grants.find((grant) => grant.source === "individual");
  const [winner] = project.grants;
  // The grant that can be taken away here is the one worth a sentence.
  const taken = individual ?? winner;
  return (
    <details open={open} className="group not-last:border-b not-last:border-line">
      <summary className="flex cursor-pointer list-none items-center justify-between gap-4 px-5 py-3.5 -outline-offset-2 hover:bg-sunken/60 [&::-webkit-details-marker]:hidden">
        <span className="min-w-0">
          <span className="block font-medium wrap-anywhere" dir="auto">
            {project.name}
          </span>
          <span className="block text-xs text-ink-3">
            {project.timezone} · {inMillions(project.events)} {project.events === 1 ? "event" : "events"}
            <span className="max-sm:hidden"> this period</span>
          </span>
        </span>
        <span className="flex shrink-0 items-center gap-3">
          <Tag tone="accent">{role}</Tag>
          <span className="w-9 text-right text-xs text-ink-3 group-open:hidden">Why</span>
          <span className="hidden w-9 text-right text-xs text-ink-3 group-open:inline">Close</span>
        </span>
      </summary>
      <div className="border-t border-line px-5 py-3.5">
        <p className="mb-1.5 text-xs text-ink-3">
          Why {subject} {role} here
        </p>
        <ul className="grid gap-0.5">
          {project.grants.map((grant, index) => (
            <GrantLine
              key={`${grant.source}-${grant.teamId}`}
              {...{ project, person, grant, hrefs }}
              first={index === 0}
            />
          ))}
        </ul>
        <p className="mt-1.5 text-ink-3">
          {taken && remainderWords(project.grants, taken, firstName)}{" "}
          {hrefs.explain && (
            <Link
              href={hrefs.explain(project.projectId)}
              className="whitespace-nowrap text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink"
            >
              What {firstName} can do here
            </Link>
          )}
        </p>
      </div>
    </details>
  );
}

type LineProps = Omit<RowProps, "open" | "subject"> & { grant: PersonGrant; first: boolean };

function GrantLine({ project, person, grant, hrefs, first }: LineProps) {
  return (
    <li className="flex min-h-8 items-center gap-3">
      <span aria-hidden="true" className={`size-1.5 shrink-0 rounded-full ${first ? "bg-accent" : "bg-line-strong"}`} />
      <span className="min-w-0 flex-1 wrap-anywhere">
        {grant.source === "team" ? (
          <>
            {projectRoleNames[grant.role]} through team <b className="font-medium">{grant.teamName}</b>
          </>
        ) : (
          grantWords(grant, person)
        )}
        {grant.givenBy && <span className="text-ink-3"> · given by {grant.givenBy}</span>}
      </span>
      <Source {...{ project, grant, hrefs }} />
    </li>
  );
}

const quiet = "shrink-0 py-1 text-ink-3 hover:text-ink hover:underline";

/** Where a grant comes from, and is changed. An individual one is changed and taken away from here. */
function Source({ project, grant, hrefs }: Omit<LineProps, "first" | "person">) {
  if (grant.source === "team" && grant.teamId) {
    return (
      <Link href={hrefs.team(grant.teamId)} className={quiet}>
        Open team
      </Link>
    );
  }
  if (grant.source === "all_users") {
    return (
      <Link href={paths.allUsersRole(project.projectId)} className={quiet}>
        All users
      </Link>
    );
  }
  if (grant.source === "organization") {
    return (
      <Link href="#role" className={quiet}>
        Organization role
      </Link>
    );
  }
  if (!project.changeable) return null;
  const href = hrefs.change(project.projectId);
  return (
    <span className="flex shrink-0 gap-1.5">
      <LinkButton href={href} size="sm" aria-label={`Change the individual grant on ${project.name}`}>
        Change
      </LinkButton>
      <LinkButton
        href={`${href}#removal`}
        size="sm"
        variant="danger-quiet"
        aria-label={`Remove the individual grant on ${project.name}`}
      >
        Remove
      </LinkButton>
    </span>
  );
}

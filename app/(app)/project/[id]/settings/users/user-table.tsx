import { Avatar } from "@/components/ui/avatar";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { ProjectUserRow } from "@/db/queries/project-users";
import { viewerTimezone } from "@/lib/auth/viewer-timezone";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { mayChangeProjectGrant, orgRoleNames, projectRoleNames } from "@/lib/authz/roles";
import { untilText } from "@/lib/members/access-words";
import { type ProjectUserFilter, type ProjectUserSort, projectUserParams } from "@/lib/members/project-users";
import type { ListPlace } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { listLinks } from "../../../../list-links";

type Props = {
  actor: ProjectActor;
  rows: ProjectUserRow[];
  total: number;
  filter: ProjectUserFilter;
  place: ListPlace<ProjectUserSort>;
};

export async function ProjectUserTable({ actor, rows, total, filter, place }: Props) {
  const path = paths.projectUsers(actor.project.id);
  const { foot, sort } = listLinks(path, projectUserParams(filter), place, rows, total);
  const timeZone = await viewerTimezone(actor.user);
  if (total === 0) {
    return (
      <Card>
        <EmptyState action={<LinkButton href={path}>Show everyone</LinkButton>}>
          No grant on this project fits this search. Somebody who was invited and has not accepted is not here yet.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <Table caption="Grants on the project">
        <Thead>
          <Th sort={sort("name")}>Name</Th>
          <Th sort={sort("role", "desc")} wide>
            Role
          </Th>
          <Th sort={sort("how")} wide>
            How granted
          </Th>
          <Th narrow>
            <span className="sr-only">Change</span>
          </Th>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <GrantRow key={`${row.userId} ${row.source} ${row.teamId}`} {...{ actor, row, timeZone }} />
          ))}
        </Tbody>
      </Table>
      <Pagination {...foot} />
    </Card>
  );
}

type RowProps = { actor: ProjectActor; row: ProjectUserRow; timeZone: string };

function GrantRow({ actor, row, timeZone }: RowProps) {
  const href = paths.projectGrant(actor.project.id, row.userId);
  const changeable = row.source === "individual" && mayChangeProjectGrant(actor.projectRole, row.role);
  return (
    <Tr>
      <Td>
        <NameCell
          lead={<Avatar id={row.userId} name={row.name} />}
          name={row.name}
          href={href}
          detail={row.email}
          more={projectRoleNames[row.role]}
        />
      </Td>
      <Td wide>
        <GrantRole row={row} />
      </Td>
      <Td wide>
        <HowGranted {...{ actor, row, timeZone }} />
      </Td>
      <Td narrow>
        {changeable && (
          <LinkButton href={`${href}#grant`} size="sm" aria-label={`Change the individual grant of ${row.name}`}>
            Change
          </LinkButton>
        )}
      </Td>
    </Tr>
  );
}

/** The grant that counts stands out from others of the same person. */
function GrantRole({ row: { role, wins } }: { row: ProjectUserRow }) {
  if (!wins) return <span className="text-ink-3">{projectRoleNames[role]}</span>;
  return (
    <Tag tone="accent" title="This grant counts">
      {projectRoleNames[role]}
      <span className="sr-only"> (counts)</span>
    </Tag>
  );
}

/** With the way to its source, where the viewer may open that. */
function HowGranted({ actor, row, timeZone }: RowProps) {
  const { org, project } = actor;
  const sees = can(actor, "org.directory.view");
  if (row.source === "organization") {
    return (
      <Source href={sees && `${paths.user(org.id, row.userId)}#role`} label="Organization role">
        {orgRoleNames[row.orgRole]}
      </Source>
    );
  }
  if (row.source === "team") {
    return (
      <>
        Team <Source href={sees && row.teamId && paths.team(org.id, row.teamId)} label={row.teamName ?? ""} />
      </>
    );
  }
  if (row.source === "all_users") return <Source href={paths.allUsersRole(project.id)} label="All users" />;
  const end = row.endsAt && untilText(row.endsAt, timeZone);
  return (
    <>
      Individual
      {row.endsAt && (
        <time dateTime={row.endsAt.toISOString()} title={row.endsAt.toISOString()}>
          {` until ${end}`}
        </time>
      )}
      {row.givenBy && <small className="block text-xs text-ink-3">{`given by ${row.givenBy}`}</small>}
    </>
  );
}

function Source({ href, label, children }: { href: string | false | null; label: string; children?: string }) {
  return (
    <>
      {href ? (
        <Link
          href={href}
          dir="auto"
          className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
        >
          {label}
        </Link>
      ) : (
        <span dir="auto">{label}</span>
      )}
      {children && <span className="text-ink-3"> · {children}</span>}
    </>
  );
}

import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { OffBoarding } from "@/db/queries/off-boarding";
import { countOf, listOf } from "@/lib/format";
import { paths } from "@/lib/paths";

type Props = { facts: OffBoarding; firstName: string };

/** What does not end with the membership: shared keys, and what the person made. */
export function KeysCard({ facts, firstName }: Props) {
  const { keys, made, owners } = facts;
  const things = [
    made.projects > 0 && countOf(made.projects, "project"),
    made.teams > 0 && countOf(made.teams, "team"),
  ].filter((thing) => thing !== false);
  if (keys.total === 0 && things.length === 0) return null;
  return (
    <Card>
      <CardHeader title="What stays behind" />
      <CardBody className="grid gap-3 text-ink-2">
        {keys.total > 0 && (
          <div>
            <p>
              {firstName} could see the access keys of {countOf(keys.total, "project")}. Keys belong to the project and
              stay the same when somebody leaves. Its settings show them:
            </p>
            <ul className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1">
              {keys.rows.map((project) => (
                <li key={project.id}>
                  <Link
                    href={paths.projectSettings(project.id)}
                    className="text-ink underline decoration-line-strong underline-offset-2 hover:decoration-ink"
                    dir="auto"
                  >
                    {project.name}
                  </Link>
                </li>
              ))}
              {keys.total > keys.rows.length && (
                <li className="text-ink-3">{`and ${keys.total - keys.rows.length} more`}</li>
              )}
            </ul>
          </div>
        )}
        {things.length > 0 && (
          <p>
            {`${firstName} made ${listOf(things)}: ${listOf(made.names, 6, made.projects + made.teams)}. `}
            {`They stay, with ${firstName} named as who made them, and belong to the organization`}
            {owners.length > 0 && `: ${listOf(owners)} ${owners.length === 1 ? "is its owner" : "are its owners"}`}.
          </p>
        )}
      </CardBody>
    </Card>
  );
}

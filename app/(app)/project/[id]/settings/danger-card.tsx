import Link from "next/link";
import { Card, CardHeader } from "@/components/ui/card";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { paths } from "@/lib/paths";

type Danger = { label: string; href: (projectId: number) => string; says: string };

/** What takes the project, or what is in it, away from where it is. Each has a page of its own that says what is lost. */
const dangers: Danger[] = [
  {
    label: "Transfer project…",
    href: paths.transferProject,
    says: "Moves it to another organization, once an owner of each has confirmed.",
  },
  {
    label: "Reset project…",
    href: paths.resetProject,
    says: "Takes all events and profiles away and gives new keys. Can be undone for 60 days.",
  },
  {
    label: "Delete project…",
    href: paths.deleteProject,
    says: "Takes the project away from everybody. Can be undone for 60 days.",
  },
];

export function DangerCard({ actor }: { actor: ProjectActor }) {
  if (!can(actor, "project.delete")) return null;
  return (
    <Card>
      <CardHeader title="Danger zone" />
      <ul>
        {dangers.map(({ label, href, says }) => (
          <li key={label} className="border-t border-line px-5 py-3">
            <Link href={href(actor.project.id)} className="font-medium text-bad hover:underline">
              {label}
            </Link>
            <p className="mt-0.5 text-xs text-ink-3">{says}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

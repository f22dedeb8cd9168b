import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ChosenPerson } from "@/db/queries/member-selection";
import { type OrgRole, orgRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";

type Props = {
  people: readonly ChosenPerson[];
  count: number;
  selfId: string;
  /** What cannot be done with them: "removed". */
  done: string;
  /** They are left out already. */
  leftOut: boolean;
  /** The same page without them, and what to call it; null when nobody else is chosen. */
  others: { href: string; label: string } | null;
};

/** Who stands in the way of a change to many, by name, with the reason and the way on. */
export function BlockedNotice({ people, count, selfId, done, leftOut, others }: Props) {
  const more = count - people.length;
  const title = leftOut
    ? `${countOf(count, "person is", "people are")} left out`
    : `${countOf(count, "person", "people")} cannot be ${done} by you`;
  return (
    <Notice
      tone={leftOut ? "info" : "bad"}
      title={title}
      className="mb-4"
      actions={!leftOut && others && <LinkButton href={others.href}>{others.label}</LinkButton>}
    >
      <ul className="mt-1 grid gap-0.5">
        {people.map((person) => (
          <li key={person.userId}>
            <b dir="auto" className="font-medium text-ink">
              {person.name}
            </b>
            :{" "}
            {person.userId === selfId
              ? "that is you. Leave Organization is in your account settings."
              : reason(person.role)}
          </li>
        ))}
        {more > 0 && <li>and {countOf(more, "more", "more")}</li>}
      </ul>
      {!leftOut && <p className="mt-1">It is done for everybody or for nobody.</p>}
    </Notice>
  );
}

function reason(role: OrgRole): string {
  return `${orgRoleNames[role]}. Only an owner can change or remove that role.`;
}

import { Tag } from "@/components/ui/tag";

/** The first teams by name, the rest as a number. */
export function TeamTags({ teams, count }: { teams: readonly string[]; count: number }) {
  if (count === 0) return <span className="text-ink-3">–</span>;
  const more = count - teams.length;
  if (more === 0 && teams.length === 1) return <Tag>{teams[0]}</Tag>;
  return (
    <span className="tags">
      {teams.map((team) => (
        <Tag key={team}>{team}</Tag>
      ))}
      {more > 0 && <Tag>{`+${more}`}</Tag>}
    </span>
  );
}

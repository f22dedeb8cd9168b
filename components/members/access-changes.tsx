import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { type ProjectRole, projectRoleNames } from "@/lib/authz/roles";
import { countOf } from "@/lib/format";

export type AccessChange = {
  projectId: number;
  name: string;
  before: ProjectRole | null;
  after: ProjectRole | null;
  /** Why it stays as it is, or what else there is to know. */
  note?: string;
};

/** What each project is to somebody now, and what it will be: the lines that change stand out. */
export function AccessChanges({
  caption,
  rows,
  total = rows.length,
}: {
  caption: string;
  rows: readonly AccessChange[];
  total?: number;
}) {
  return (
    <>
      <Table caption={caption} inset>
        <Thead>
          <Th>Project</Th>
          <Th wide narrow>
            Now
          </Th>
          <Th narrow>After</Th>
        </Thead>
        <Tbody>
          {rows.map(({ projectId, name, before, after, note }) => (
            <Tr key={projectId}>
              <Td>
                <NameCell name={name} detail={note} more={`now ${roleName(before)}`} />
              </Td>
              <Td wide narrow>
                <span className="text-ink-2">{roleName(before)}</span>
              </Td>
              <Td narrow>
                {before === after ? (
                  <span className="text-ink-3">Stays</span>
                ) : (
                  <b className="font-medium">{roleName(after)}</b>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {total > rows.length && (
        <p className="border-t border-line px-5 py-3 text-ink-3">{`And ${countOf(total - rows.length, "more project")}.`}</p>
      )}
    </>
  );
}

function roleName(role: ProjectRole | null): string {
  return role === null ? "No access" : projectRoleNames[role];
}

import { Card, CardBody, CardHeader, Fact, Facts } from "@/components/ui/card";
import type { ConnectionRow, LastAnswer } from "@/db/queries/connections";
import { assertedBy } from "@/lib/sso/person";
import { MappingForm } from "./mapping-form";

type Props = { orgId: number; row: ConnectionRow; answer: LastAnswer | null };

/** Which attributes say what, picked from what arrived last. */
export function Mapping({ orgId, row, answer }: Props) {
  const read = answer && assertedBy(row.mapping, answer);
  const arrived = Object.entries(answer?.attributes ?? {}).map(([name, values]) => ({
    name,
    example: values.slice(0, 3).join(", ").slice(0, 80),
  }));
  return (
    <Card id="mapping">
      <CardHeader
        title="Attributes"
        sentence={
          arrived.length === 0
            ? "Left empty, the names that providers usually use are looked for. Test it, then pick from what arrived."
            : "Left empty, the names that providers usually use are looked for."
        }
      />
      <CardBody>
        <MappingForm
          orgId={orgId}
          typed={{
            connectionId: row.id,
            email: row.mapping.email ?? "",
            givenName: row.mapping.givenName ?? "",
            familyName: row.mapping.familyName ?? "",
            name: row.mapping.name ?? "",
            groups: row.mapping.groups ?? "",
          }}
          arrived={arrived}
        />
      </CardBody>
      {read && (
        <Facts className="border-t border-line pt-3">
          <Fact label="Read from the last answer as e-mail">{read.email ?? "nothing"}</Fact>
          <Fact label="as name">{read.name ?? "nothing"}</Fact>
          <Fact label="as groups">{read.groups.slice(0, 10).join(", ") || "nothing"}</Fact>
        </Facts>
      )}
    </Card>
  );
}

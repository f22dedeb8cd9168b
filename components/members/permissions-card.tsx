import { Card, CardHeader } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { grantWords } from "@/lib/members/access-words";
import { explainPermissions } from "@/lib/members/why";
import type { View } from "./grants-card";

/** For each permission on a project yes or no, and the grants that would each suffice alone. */
export function PermissionsCard({ project, firstName, role, timeZone }: View) {
  return (
    <Card>
      <CardHeader title={`What ${firstName} can do here`} lined />
      <Table caption={`What ${firstName} can do in ${project.name}`}>
        <Thead>
          <Th className="pl-5!">Permission</Th>
          <Th narrow>May</Th>
          <Th wide>Through</Th>
        </Thead>
        <Tbody>
          {explainPermissions(project.grants).map(({ permission, label, through }) => {
            const reasons = through.map((grant) => grantWords(grant, { firstName, role, timeZone })).join("; ");
            return (
              <Tr key={permission}>
                <Td className="pl-5! md:w-1/2">
                  {label}
                  {reasons && (
                    <small className="block text-xs text-ink-3 wrap-anywhere md:hidden" dir="auto">
                      {reasons}
                    </small>
                  )}
                </Td>
                <Td narrow>
                  <YesNo yes={through.length > 0} />
                </Td>
                <Td wide className="text-ink-2 wrap-anywhere">
                  <span dir="auto">{reasons || "–"}</span>
                </Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </Card>
  );
}

function YesNo({ yes }: { yes: boolean }) {
  return yes ? (
    <span className="inline-flex items-center gap-1.5 font-medium text-good">
      <Icon name="check" size={14} /> Yes
    </span>
  ) : (
    <span className="text-ink-3">No</span>
  );
}

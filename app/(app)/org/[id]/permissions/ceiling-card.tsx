import { Card, CardHeader } from "@/components/ui/card";
import { cx } from "@/components/ui/cx";
import { Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import {
  mayChangeOrgRole,
  mayGiveOrgRole,
  mayGiveProjectRole,
  type OrgRole,
  orgRoleNames,
  orgRoles,
  projectRoleNames,
  projectRoles,
} from "@/lib/authz/roles";
import { listOf } from "@/lib/format";

const orgTop = orgRoles.toReversed();
const projectTop = projectRoles.toReversed();

/** Who may give which role, and whose may be changed (R4), from the functions that decide it. */
export function CeilingCard({ own }: { own: OrgRole }) {
  return (
    <Card id="ceiling">
      <CardHeader
        title="Who gives which role"
        sentence="Nobody gives a role above their own, and nobody raises themselves. One owner always remains."
      />
      <Table caption="Who gives and changes which organization role" className="border-t border-line">
        <Thead>
          <Th className="pl-5!">Organization role</Th>
          <Th>May give</Th>
          <Th>May change and remove</Th>
        </Thead>
        <Tbody>
          {orgTop.map((role) => (
            <Tr key={role} className={cx(role === own && "bg-accent-wash/60")}>
              <Td className="pl-5! font-medium">
                {orgRoleNames[role]}
                {role === own && <span className="ml-1.5 font-normal text-accent">you</span>}
              </Td>
              <Td>
                <Said
                  label="Gives"
                  text={named(
                    orgTop.filter((given) => mayGiveOrgRole(role, given)),
                    orgRoleNames,
                  )}
                />
              </Td>
              <Td>
                <Said
                  label="Changes"
                  text={named(
                    orgTop.filter((held) => mayChangeOrgRole(role, held)),
                    orgRoleNames,
                  )}
                />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Table caption="Who gives which project role" className="border-t border-line">
        <Thead>
          <Th className="pl-5!">Role on the project</Th>
          <Th>May give on it</Th>
        </Thead>
        <Tbody>
          {projectTop.map((role) => (
            <Tr key={role}>
              <Td className="w-1/3 pl-5! font-medium">{projectRoleNames[role]}</Td>
              <Td>
                <Said
                  label="Gives on the project"
                  text={named(
                    projectTop.filter((given) => mayGiveProjectRole(role, given)),
                    projectRoleNames,
                  )}
                />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}

function named<Role extends string>(roles: readonly Role[], names: Record<Role, string>): string {
  return roles.length === 0 ? "None" : listOf(roles.map((role) => names[role]));
}

/** On a phone the heads of the columns are gone. */
function Said({ label, text }: { label: string; text: string }) {
  return (
    <>
      <span className="block text-xs text-ink-3 md:hidden">{label}</span>
      {text}
    </>
  );
}

import { Card, CardHeader } from "@/components/ui/card";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { Table, Tbody, Tr } from "@/components/ui/table";

type Rule = { label: string; roles: readonly string[] };
type Role = { id: string; name: string; sentence: string };
type Props = {
  id: string;
  title: string;
  sentence: string;
  rules: readonly Rule[];
  roles: readonly Role[];
  /** The viewer's own role, whose column stands out. */
  own: string | null;
};

/** A table of permissions by roles. On a phone the columns stay and the words wrap. */
export function MatrixCard({ id, title, sentence, rules, roles, own }: Props) {
  return (
    <Card id={id}>
      <CardHeader title={title} sentence={sentence} />
      <dl className="grid gap-x-6 gap-y-2 px-5 pb-4 sm:grid-cols-2">
        {roles.map((role) => (
          <div key={role.id} className="flex gap-2">
            <dt className="w-24 shrink-0 font-medium">{role.name}</dt>
            <dd className="text-ink-2">{role.sentence}</dd>
          </div>
        ))}
      </dl>
      <Table caption={`Permissions ${title.toLowerCase()}`} className="max-md:[&_:is(td,th)]:px-1.5!">
        <thead>
          <tr className="[&>th]:border-t [&>th]:border-line">
            <th scope="col" className="pl-5! max-md:pl-4!">
              Permission
            </th>
            {roles.map((role) => (
              <th
                key={role.id}
                scope="col"
                className={cx(
                  "w-24 text-center leading-4 max-md:w-12",
                  role.id === own && "bg-accent-wash text-accent!",
                )}
              >
                {role.name}
                {role.id === own && <span className="block text-xs">you</span>}
              </th>
            ))}
          </tr>
        </thead>
        <Tbody>
          {rules.map((rule) => (
            <Tr key={rule.label} className="last:[&>th]:border-b-0">
              <th scope="row" className="h-10! py-2! pl-5! text-sm! text-ink! max-md:pl-4!">
                {rule.label}
              </th>
              {roles.map((role) => (
                <td key={role.id} className={cx("text-center", role.id === own && "bg-accent-wash/60")}>
                  <Mark yes={rule.roles.includes(role.id)} />
                </td>
              ))}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}

function Mark({ yes }: { yes: boolean }) {
  return yes ? (
    <Icon name="check" label="Yes" className="inline-block text-good" />
  ) : (
    <>
      <span aria-hidden="true" className="text-ink-3">
        –
      </span>
      <span className="sr-only">No</span>
    </>
  );
}

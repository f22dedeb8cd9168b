import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { Code } from "@/components/ui/text";
import { templateHeader } from "@/lib/invitations/csv/template";
import { paths } from "@/lib/paths";
import { CsvForm } from "./csv-form";

const meanings: [column: string, meaning: string, example: string][] = [
  ["email", "The address. Nothing else is needed.", "ada@north.example"],
  ["role", "Owner, Admin, Billing admin or Member; empty for Member.", "Member"],
  ["teams", "Teams by name, separated by |.", "Growth | Data"],
  ["projects", "Projects by name, each with its role, separated by |.", "Web app:Analyst | Checkout:Admin"],
];

/** Upload of a list, and what it looks like. */
export function CsvWay({ orgId }: { orgId: number }) {
  return (
    <Card>
      <CardSection>
        <CsvForm orgId={orgId} />
      </CardSection>
      <div className="border-t border-line">
        <CardHeader
          title="What stands in the list"
          sentence="The first line names the columns; other columns are not used."
          actions={
            <LinkButton href={paths.inviteTemplate(orgId)} plain download size="sm">
              Download template
            </LinkButton>
          }
        />
        <CardBody>
          <dl className="grid gap-x-6 gap-y-2.5 sm:grid-cols-[auto_1fr]">
            {meanings.map(([column, meaning, example], index) => (
              <div key={column} className="contents">
                <dt className="font-mono text-xs leading-5">{templateHeader[index]}</dt>
                <dd>
                  <span className="block text-ink-2">{meaning}</span>
                  <Code>{example}</Code>
                </dd>
              </div>
            ))}
          </dl>
        </CardBody>
      </div>
    </Card>
  );
}

import Form from "next/form";
import { Picker } from "@/components/form/picker";
import { Button, LinkButton } from "@/components/ui/button";
import { FilterRow, FilterSelect, Input } from "@/components/ui/input";
import { actionsIn, setParams } from "@/lib/audit/filter";
import { auditGroups, auditWords } from "@/lib/audit/words";
import type { LogView } from "./read-log";

const anyAction = [{ value: "", label: "Any" }];
const actionGroups = auditGroups.map((group) => ({
  label: group,
  options: [
    { value: `group:${group}`, label: `All of ${group.toLowerCase()}` },
    ...actionsIn(group).map((action) => ({ value: action as string, label: auditWords[action].label })),
  ],
}));
const times = [
  { value: "", label: "Any" },
  { value: "1d", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "90d", label: "Last 90 days" },
];

type Props = { orgId: number; path: string; view: LogView; dir: "asc" | "desc" };

export function LogFilters({ orgId, path, view, dir }: Props) {
  const { params, person } = view;
  const set = setParams(params);
  const more = Boolean(params.from || params.to);
  return (
    <Form action={path} key={JSON.stringify(set)}>
      <FilterRow>
        <Input
          type="search"
          name="q"
          defaultValue={params.q}
          placeholder="Search by event, IP address, request or id"
          aria-label="Search by event, IP address, request or id"
          maxLength={100}
          autoComplete="off"
          className="min-w-60 flex-1"
        />
        <FilterSelect
          label="Event"
          name="action"
          defaultValue={params.action}
          options={anyAction}
          groups={actionGroups}
        />
        <FilterSelect label="Time" name="time" defaultValue={params.time} options={times} />
        <Button type="submit">Search</Button>
        {Object.keys(set).length > 0 && (
          <LinkButton href={path} variant="ghost">
            Clear
          </LinkButton>
        )}
      </FilterRow>
      <div className="mb-3 flex flex-wrap items-start gap-x-4 gap-y-2">
        <Picker
          name="person"
          multiple={false}
          source={`/api/org/${orgId}/people`}
          chosen={person ? [{ id: person.id, label: person.name }] : []}
          placeholder="Anybody"
          label="Person"
          className="w-60"
          fallback={
            !person && (
              <Input
                name="person"
                defaultValue={params.person}
                placeholder="E-mail of a person"
                aria-label="E-mail of a person"
                maxLength={100}
              />
            )
          }
        />
        <details open={more} className="group">
          <summary className="flex min-h-8 cursor-pointer list-none items-center text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden pointer-coarse:min-h-10">
            Between two days
          </summary>
          <div className="flex flex-wrap items-center gap-2 pt-1">
            <Day name="from" label="From" value={params.from} />
            <Day name="to" label="to" value={params.to} />
            <span className="text-xs text-ink-3">in {view.timeZone.replaceAll("_", " ")}</span>
          </div>
        </details>
      </div>
      {(["project", "object", "operation"] as const).map(
        (name) => params[name] && <input key={name} type="hidden" name={name} value={params[name]} />,
      )}
      {dir === "asc" && <input type="hidden" name="dir" value="asc" />}
    </Form>
  );
}

function Day({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <span className="flex items-center gap-2 text-ink-2">
      <label htmlFor={`day-${name}`}>{label}</label>
      <Input type="date" id={`day-${name}`} name={name} defaultValue={value} className="w-auto!" />
    </span>
  );
}

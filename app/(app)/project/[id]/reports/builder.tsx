import Form from "next/form";
import type { ReactNode } from "react";
import { Picker } from "@/components/form/picker";
import { Button } from "@/components/ui/button";
import { Card, CardSection } from "@/components/ui/card";
import { FilterSelect, Input, type Option } from "@/components/ui/input";
import { suggestProperties } from "@/db/queries/event-names";
import type { ProjectActor } from "@/lib/authz/actor";
import { type Draft, ranges } from "@/lib/reports/address";
import { mostEvents, operatorNames, operators } from "@/lib/reports/query";

type Props = {
  actor: ProjectActor;
  /** The page itself: its address holds what is asked. */
  path: string;
  draft: Draft;
  problems: Record<string, string>;
  /** Names to begin with, where nothing can be searched. */
  frequent: readonly string[];
  children?: ReactNode;
};

const measureOptions = [
  { value: "total", label: "Events" },
  { value: "unique", label: "People" },
];
const unitOptions = [
  { value: "hour", label: "Hour" },
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
];
const chartOptions = [
  { value: "line", label: "Line" },
  { value: "bar", label: "Bars" },
];
const operatorOptions = operators.map((value) => ({ value, label: operatorNames[value] }));

/** What a report counts, as a form whose address is the question; below it how it is kept. */
export async function Builder({ actor, path, draft, problems, frequent, children }: Props) {
  const known = await suggestProperties(actor.project.id, draft.events.slice(0, mostEvents), draft.property);
  return (
    <Card className="mb-4">
      <CardSection>
        <Form action={path} key={JSON.stringify(draft)} className="grid gap-3">
          <EventsField projectId={actor.project.id} draft={draft} problem={problems.e} frequent={frequent} />
          <FilterFields draft={draft} problems={problems} known={known} />
          <div className="flex flex-wrap items-center gap-2">
            <FilterSelect label="Count" name="m" defaultValue={draft.measure} options={measureOptions} />
            <FilterSelect label="Per" name="u" defaultValue={draft.unit} options={unitOptions} />
            <FilterSelect label="Days" name="last" defaultValue={draft.last} options={rangeOptions(draft.last)} />
            <span className="for-fixed-days inline-flex items-center gap-2">
              <DayField name="from" label="First day" value={draft.from} problem={problems.from} />
              <span className="text-ink-3">to</span>
              <DayField name="to" label="Last day" value={draft.to} problem={problems.to} />
            </span>
            <FilterSelect label="As" name="chart" defaultValue={draft.chart} options={chartOptions} />
            <Button type="submit" variant="primary">
              Show
            </Button>
          </div>
          {["from", "to", "last"].map((name) => (
            <Problem key={name} name={name} text={problems[name]} />
          ))}
        </Form>
      </CardSection>
      {children && <CardSection>{children}</CardSection>}
    </Card>
  );
}

function EventsField({
  projectId,
  draft,
  problem,
  frequent,
}: {
  projectId: number;
  draft: Draft;
  problem?: string;
  frequent: readonly string[];
}) {
  return (
    <div className="grid gap-1.5">
      <Picker
        name="e"
        label="Events"
        source={`/api/project/${projectId}/events`}
        chosen={draft.events.map((event) => ({ id: event, label: event }))}
        placeholder="Choose events to count"
        fallback={
          <label className="grid gap-1.5">
            <span className="text-xs text-ink-3">
              Names of events, one a line{frequent.length > 0 && `: such as ${frequent.slice(0, 3).join(", ")}`}
            </span>
            <textarea name="names" rows={3} className="field" />
          </label>
        }
      />
      <Problem name="e" text={problem} />
    </div>
  );
}

function FilterFields({
  draft,
  problems,
  known,
}: {
  draft: Draft;
  problems: Record<string, string>;
  known: { properties: string[]; values: string[] };
}) {
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-ink-3">Where</span>
        <Input
          name="f"
          list="properties"
          defaultValue={draft.property}
          aria-label="Property"
          placeholder="any property"
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={problems.f && "problem-f"}
          aria-invalid={problems.f ? true : undefined}
          className="w-44!"
        />
        <FilterSelect
          label=""
          aria-label="How it compares"
          name="op"
          defaultValue={draft.op}
          options={operatorOptions}
        />
        <Input
          name="v"
          list="values"
          defaultValue={draft.value}
          aria-label="Value"
          placeholder="value"
          maxLength={255}
          autoComplete="off"
          aria-describedby={problems.v && "problem-v"}
          aria-invalid={problems.v ? true : undefined}
          className="for-a-value w-44!"
        />
        <Suggestions id="properties" values={known.properties} />
        <Suggestions id="values" values={known.values} />
      </div>
      <Problem name="f" text={problems.f} />
      <Problem name="v" text={problems.v} />
    </div>
  );
}

function Suggestions({ id, values }: { id: string; values: readonly string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}

function DayField({ name, label, value, problem }: { name: string; label: string; value: string; problem?: string }) {
  return (
    <Input
      type="date"
      name={name}
      defaultValue={value}
      aria-label={label}
      min="2000-01-01"
      aria-describedby={problem && `problem-${name}`}
      aria-invalid={problem ? true : undefined}
      className="w-auto!"
    />
  );
}

function Problem({ name, text }: { name: string; text?: string }) {
  if (!text) return null;
  return (
    <p id={`problem-${name}`} className="text-xs text-bad">
      {text}
    </p>
  );
}

/** With the one of the address, where it is none of those that are offered. */
function rangeOptions(last: string): Option[] {
  const offered = ranges.map(({ value, label }) => ({ value, label }));
  if (offered.some(({ value }) => value === last)) return offered;
  const units = { h: "hours", d: "days", w: "weeks", m: "months" } as const;
  const unit = units[last.slice(-1) as keyof typeof units] ?? "days";
  return [...offered, { value: last, label: `Last ${Number.parseInt(last, 10)} ${unit}` }];
}

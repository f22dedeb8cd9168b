import Form from "next/form";
import { Picker } from "@/components/form/picker";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { paths } from "@/lib/paths";
import type { PickerOption } from "@/lib/pickers";

export type Asked = { text: string; found: PickerOption | null; problem?: string };

type Props = { orgId: number; person?: Asked; project?: Asked };

/** "Why can … reach …?" as a form of two names; without script they are typed. */
export function WhyForm({ orgId, person, project }: Props) {
  const key = `${person?.found?.id}|${project?.found?.id}`;
  return (
    <Form action={paths.why(orgId)} key={key} className="grid gap-4">
      <Question
        name="person"
        label="Person"
        source={`/api/org/${orgId}/people`}
        placeholder="Search people"
        typed="E-mail"
        asked={person}
      />
      <Question
        name="project"
        label="Project"
        source={`/api/org/${orgId}/projects`}
        placeholder="Search projects"
        typed="Name or id"
        asked={project}
      />
      <Button type="submit" className="justify-self-start">
        Explain access
      </Button>
    </Form>
  );
}

type QuestionProps = {
  name: string;
  label: string;
  source: string;
  placeholder: string;
  typed: string;
  asked?: Asked;
};

function Question({ name, label, source, placeholder, typed, asked }: QuestionProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={`why-${name}`} className="font-medium">
        {label}
      </label>
      <Picker
        name={name}
        id={`why-${name}`}
        multiple={false}
        source={source}
        chosen={asked?.found ? [asked.found] : []}
        placeholder={placeholder}
        fallback={
          !asked?.found && (
            <Input name={name} defaultValue={asked?.text} placeholder={typed} aria-label={typed} maxLength={100} />
          )
        }
      />
      {asked?.problem && (
        <p role="alert" className="text-xs text-bad">
          {asked.problem}
        </p>
      )}
    </div>
  );
}

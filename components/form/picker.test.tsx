import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { FormState } from "@/lib/forms";
import { Form } from "./form";
import { Picker } from "./picker";
import { PickerField } from "./picker-field";
import { useActionForm } from "./use-action-form";

const web = { id: "1", label: "Web app" };
const shop = { id: "2", label: "Shop" };
const schema = z.object({ projects: z.array(z.string()) });
const action = async (state: FormState) => state;

function Example({ kept }: { kept?: string[] }) {
  const form = useActionForm({
    action,
    schema,
    lists: ["projects"],
    defaultValues: kept && { projects: kept, names: "Old one" },
  });
  return (
    <Form form={form}>
      <PickerField
        name="projects"
        label="Projects"
        hint="As many as you like."
        source="/api/projects"
        chosen={[web]}
        options={[web, shop]}
        typed={{ name: "names", hint: "Names, one a line" }}
      />
    </Form>
  );
}

const box = (html: string, value: string) =>
  html.match(new RegExp(`<input type="checkbox"[^>]*value="${value}"[^>]*>`))?.[0] ?? "";

/** As the server draws them: before any script, and for those who have none. */
describe("a picker before script", () => {
  it("[M1] has what is chosen as boxes to untick, and the rest in what only browsers without script show", () => {
    const html = renderToStaticMarkup(<Example />);
    const [before = "", inside = ""] = html.split("<noscript>");
    expect(box(before, "1")).toContain("checked");
    expect(box(before, "2")).toBe("");
    expect(box(inside, "2")).not.toContain("checked");
    expect(box(inside, "1")).toBe("");
    expect(html).not.toContain('type="hidden" name="projects"');
  });

  it("[U3] keeps what was chosen and typed when the form comes back", () => {
    const html = renderToStaticMarkup(<Example kept={["2"]} />);
    const [before = "", inside = ""] = html.split("<noscript>");
    expect(box(before, "2")).toContain("checked");
    expect(box(inside, "1")).not.toContain("checked");
    expect(inside).toContain("Old one</textarea>");
  });

  it("[Q3] is a combobox with a name, a state and its hint", () => {
    const html = renderToStaticMarkup(<Example />);
    const input = html.match(/<input[^>]*role="combobox"[^>]*>/)?.[0] ?? "";
    expect(input).toContain('aria-expanded="false"');
    expect(input).toContain('aria-autocomplete="list"');
    expect(input).toMatch(/aria-describedby="[^"]*projects-hint"/);
    expect(html).toMatch(/<label for="[^"]*projects"/);
    const bare = renderToStaticMarkup(<Picker name="team" label="Team" source="/api/teams" multiple={false} />);
    expect(bare).toContain('aria-label="Team"');
  });
});

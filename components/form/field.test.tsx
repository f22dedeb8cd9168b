import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { FormState } from "@/lib/forms";
import { ChoiceGroup } from "./checkbox-field";
import { Field } from "./field";
import { Form, FormError } from "./form";
import { PasswordField } from "./password-field";
import { useActionForm } from "./use-action-form";

const schema = z.object({ name: z.string() });
const action = async (state: FormState) => state;

function Example() {
  const form = useActionForm({
    action,
    schema,
    lists: ["projects"],
    defaultValues: { name: "Zoë", projects: ["b"], password: "secret" },
  });
  return (
    <Form form={form}>
      <FormError />
      <Field name="name" label="Your name" hint="Shown to everyone." required />
      <PasswordField name="password" label="Password" autoComplete="new-password" />
      <ChoiceGroup
        name="projects"
        legend="Projects"
        multiple
        choices={[
          { value: "a", label: "Web app" },
          { value: "b", label: "Checkout" },
        ]}
      />
    </Form>
  );
}

const html = renderToStaticMarkup(<Example />);
const tag = (name: string, value = "") =>
  [...html.matchAll(/<input [^>]*>/g)]
    .map(String)
    .find((input) => input.includes(`name="${name}"`) && input.includes(value)) ?? "";

describe("fields before any script", () => {
  it("[Q3] a label and a hint belong to their field", () => {
    const id = /id="([^"]+)"/.exec(tag("name"))?.[1];
    expect(html).toContain(`<label for="${id}"`);
    expect(tag("name")).toContain(`aria-describedby="${id}-hint"`);
    expect(html).toContain(`id="${id}-hint"`);
    expect(tag("name")).toContain('value="Zoë"');
  });

  it("[Q3] the browser checks as long as no script does", () => {
    expect(html).not.toMatch(/novalidate/i);
  });

  it("[Q1] a secret is never written into the page", () => {
    expect(html).not.toContain('secret"');
    expect(tag("password")).not.toContain("value=");
    expect(tag("password")).toContain('autoComplete="new-password"');
  });

  it("[Q3] the choices given are ticked, the others not", () => {
    expect(tag("projects", 'value="b"')).toContain("checked");
    expect(tag("projects", 'value="a"')).not.toContain("checked");
  });
});

"use client";
import { useState } from "react";
import { Field, SelectField } from "@/components/form/field";
import { Form, FormError, SubmitButton } from "@/components/form/form";
import { useActionForm } from "@/components/form/use-action-form";
import { Button } from "@/components/ui/button";
import { Card, CardSection } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { close } from "@/components/ui/icon-shapes";
import { Shape } from "@/components/ui/shape";
import { mostPeopleRows, peopleSchema, rowsToShow } from "@/lib/invitations/form-schemas";
import { type PartsGiven, SharedParts } from "../../shared-parts";
import { invitePeopleByRows } from "./actions";

export function PeopleForm({ given, typed }: { given: PartsGiven; typed: Record<string, string> }) {
  const form = useActionForm({
    action: invitePeopleByRows,
    schema: peopleSchema,
    lists: ["projects", "teams"],
    defaultValues: typed,
  });
  const refused = form.state.status === "refused" ? form.state.values : undefined;
  const [rows, setRows] = useState(() => numbers(rowsToShow(refused ?? typed)));
  const next = numbers(mostPeopleRows).find((row) => !rows.includes(row));
  const free = rows.length < mostPeopleRows && next !== undefined;

  return (
    <Form form={form}>
      <input type="hidden" name="orgId" value={given.orgId} />
      <FormError />
      <Card>
        <CardSection className="grid gap-3">
          <div aria-hidden="true" className="hidden gap-2 font-medium sm:flex">
            <span className="flex-1">E-mail</span>
            <span className="w-44">Organization role</span>
            <span className="noscript:hidden w-8" />
          </div>
          {rows.map((row, index) => (
            <div key={row} className="flex items-start gap-2">
              <div className="grid min-w-0 flex-1 gap-2 sm:flex">
                <Field
                  name={`email${row}`}
                  label={`E-mail ${index + 1}`}
                  hideLabel
                  type="email"
                  placeholder="name@example.com"
                  autoComplete="off"
                  className="flex-1"
                />
                <SelectField
                  name={`role${row}`}
                  label={`Role ${index + 1}`}
                  hideLabel
                  options={given.roles}
                  className="sm:w-44"
                />
              </div>
              <Button
                variant="ghost"
                aria-label={`Remove row ${index + 1}`}
                onClick={() => setRows(rows.filter((each) => each !== row))}
                disabled={rows.length === 1}
                className="noscript:hidden px-2!"
              >
                <Shape shape={close} size={14} />
              </Button>
            </div>
          ))}
          <Button
            variant="ghost"
            size="sm"
            disabled={!free}
            onClick={() => next && setRows([...rows, next])}
            className="noscript:hidden -ml-2 justify-self-start"
          >
            <Icon name="plus" size={14} />
            Add another
          </Button>
          {!free && (
            <p className="text-xs text-ink-3">
              For more than {mostPeopleRows} people paste their addresses, or upload a list.
            </p>
          )}
          <noscript>
            <p className="text-xs text-ink-3">For more people paste their addresses, or upload a list.</p>
          </noscript>
        </CardSection>
        <SharedParts given={given} />
      </Card>
      <SubmitButton pendingText="Inviting…">Invite Users</SubmitButton>
    </Form>
  );
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

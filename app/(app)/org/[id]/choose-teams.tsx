import Form from "next/form";
import { Picker } from "@/components/form/picker";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { PickerOption } from "@/lib/pickers";
import { TypedNames } from "./choose-projects";

/** Chooses teams, into the address of the page that shows what they change. */
export function ChooseTeams({ orgId, path, chosen }: { orgId: number; path: string; chosen: PickerOption[] }) {
  const again = chosen.length > 0;
  return (
    <Card>
      <CardHeader title="Teams" />
      <CardBody>
        <Form action={path} className="grid gap-4" key={chosen.map(({ id }) => id).join()}>
          <Picker
            name="teams"
            label="Teams"
            source={`/api/org/${orgId}/teams`}
            chosen={chosen}
            placeholder="Search teams"
            fallback={<TypedNames what="Team names, one a line" />}
          />
          <Button type="submit" variant={again ? "secondary" : "primary"} className="justify-self-start">
            {again ? "Show again what changes" : "Show what changes"}
          </Button>
        </Form>
      </CardBody>
    </Card>
  );
}

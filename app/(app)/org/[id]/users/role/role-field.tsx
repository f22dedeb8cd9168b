"use client";
import { ChoiceGroup } from "@/components/form/checkbox-field";
import type { OrgRole } from "@/lib/authz/roles";

export type RoleChoice = { value: OrgRole; label: string; hint: string };

export function RoleField({ choices }: { choices: readonly RoleChoice[] }) {
  return <ChoiceGroup name="to" legend="New role" choices={choices} />;
}

"use client";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { paths } from "@/lib/paths";

/** User name and secret, once. `made` is what the action answered: id, user name and secret, a blank between. */
export function SecretShown({ orgId, made }: { orgId: number; made: string }) {
  const [id = "", username = "", secret = ""] = made.split(" ");
  return (
    <Card>
      <CardBody className="grid gap-4 pt-5">
        <div className="grid gap-1.5">
          <p className="font-medium">User name</p>
          <CopyField value={username} label="User name" />
        </div>
        <div className="grid gap-1.5">
          <p className="font-medium">Secret</p>
          <CopyField value={secret} label="Secret" secret />
          <p role="status" className="text-good">
            Copy it now: it is shown this once.
          </p>
        </div>
        <LinkButton href={paths.serviceAccount(orgId, Number(id))} className="justify-self-start">
          I have copied it
        </LinkButton>
      </CardBody>
    </Card>
  );
}

import type { Metadata } from "next";
import Form from "next/form";
import { Button, LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader, CardSection } from "@/components/ui/card";
import { FilterSelect } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { previewTransfer } from "@/db/queries/transfer-effect";
import { getOpenTransfer, listTargets, ownsOrg } from "@/db/queries/transfers";
import { requireProject } from "@/lib/auth/require";
import type { ProjectActor } from "@/lib/authz/actor";
import { now } from "@/lib/clock";
import { pageSize, readPlace, readText, type SearchParams } from "@/lib/pagination";
import { paths } from "@/lib/paths";
import { whyNotTransfer } from "@/lib/projects/transfer-rules";
import { billingPeriodOf } from "@/lib/usage/period";
import { TransferEffects } from "../../../../transfer-effect";
import { ProjectPage } from "../../project-page";
import { OpenTransfer } from "./open-transfer";
import { RequestForm } from "./request-form";

export const metadata: Metadata = { title: "Transfer project" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };
type Target = { id: number; name: string };

/** Where the project could go, what that would do to everybody, and the asking; or the transfer that is under way. */
export default async function TransferPage({ params, searchParams }: Props) {
  const actor = await requireProject((await params).id, "project.delete");
  const { project, org } = actor;
  const query = await searchParams;
  const open = await getOpenTransfer(actor, now());
  const targets = open ? [] : await listTargets(actor);
  const target =
    targets.find(({ id }) => String(id) === readText(query, "to")) ?? (targets.length === 1 ? targets[0] : undefined);
  return (
    <ProjectPage actor={actor} section="settings">
      <PageHeader
        title={`Transfer ${project.name}`}
        sentence={`To another organization than ${org.name}, with its data, reports and keys.`}
      />
      {open && <OpenTransfer actor={actor} transfer={open} />}
      {!open && targets.length === 0 && (
        <Card className="max-w-[760px]">
          <EmptyState action={<LinkButton href={paths.newOrg}>Create Organization</LinkButton>}>
            There is no other organization where you may create projects. An owner of one can make you an admin there,
            or you create one.
          </EmptyState>
        </Card>
      )}
      {!open && targets.length > 0 && (
        <TargetChoice path={paths.transferProject(project.id)} targets={targets} target={target} />
      )}
      {target && <Ask actor={actor} target={target} query={query} />}
    </ProjectPage>
  );
}

function TargetChoice({ path, targets, target }: { path: string; targets: readonly Target[]; target?: Target }) {
  return (
    <Form action={path} className="mb-4 flex flex-wrap items-center gap-2">
      <FilterSelect
        label="To"
        name="to"
        defaultValue={target ? String(target.id) : ""}
        options={[
          ...(target ? [] : [{ value: "", label: "Choose an organization" }]),
          ...targets.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
      />
      <Button type="submit">Show what happens</Button>
    </Form>
  );
}

async function Ask({ actor, target, query }: { actor: ProjectActor; target: Target; query: SearchParams }) {
  const { project, org } = actor;
  const refusal = await whyNotTransfer(actor, target.id);
  if (refusal) {
    const { message, link } = refusal;
    return (
      <Notice
        tone="bad"
        title={`${target.name} cannot take it as it is`}
        actions={link && <LinkButton href={link.href}>{link.label}</LinkButton>}
      >
        {message}
      </Notice>
    );
  }
  const { page } = readPlace(query, ["person"] as const, { sort: "person", dir: "asc" });
  const number = page === "last" ? 1 : page;
  const move = { projectId: project.id, from: org.id, to: target.id };
  const [preview, ownsTarget] = await Promise.all([
    previewTransfer(move, billingPeriodOf(now()).firstDay, { page: number, size: pageSize }, [org.id, target.id]),
    ownsOrg(actor, target.id),
  ]);
  const ownsSource = actor.role === "owner";
  return (
    <>
      <TransferEffects
        preview={preview}
        from={org.name}
        to={target.name}
        path={paths.transferProject(project.id)}
        kept={{ to: String(target.id) }}
        page={number}
      />
      <Card className="max-w-[760px]">
        <CardHeader title={ownsSource && ownsTarget ? "Transfer it" : "Ask for it"} />
        <CardBody>
          <p className="mb-3 text-ink-2">{whoConfirms(org.name, target.name, ownsSource, ownsTarget)}</p>
          <RequestForm
            projectId={project.id}
            name={project.name}
            to={target.id}
            typed={readText(query, "typed")}
            atOnce={ownsSource && ownsTarget}
          />
        </CardBody>
        <CardSection className="text-xs text-ink-3">
          It can be moved back the same way. Grants, teams and alerts that end do not come back by that.
        </CardSection>
      </Card>
    </>
  );
}

function whoConfirms(from: string, to: string, ownsSource: boolean, ownsTarget: boolean): string {
  if (ownsSource && ownsTarget) return "You own both organizations, so it happens at once.";
  const others = [!ownsSource && from, !ownsTarget && to].filter((name) => name !== false);
  const whose = others.length === 2 ? `An owner of ${others[0]} and one of ${others[1]}` : `An owner of ${others[0]}`;
  return `${whose} confirms it by mail within 7 days; then it happens. Until then nothing changes, and you can take it back.`;
}

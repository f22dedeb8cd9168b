import { Card, CardHeader, CardSection } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { Tabs } from "@/components/ui/tabs";
import { getProjectToken } from "@/db/queries/access-keys";
import type { ProjectActor } from "@/lib/authz/actor";
import { can } from "@/lib/authz/authorize";
import { type SnippetName, snippetNames, snippetOf, snippetOrder } from "@/lib/events/snippets";
import { appUrl } from "@/lib/links";
import { paths } from "@/lib/paths";
import { FirstEventWait } from "./first-event-wait";

/** What a project that has no event yet shows: how to send one, and that it is being waited for. */
export async function FirstEvent({ actor, sdk }: { actor: ProjectActor; sdk: string }) {
  const chosen = snippetOrder.find((name) => name === sdk) ?? "javascript";
  const token = can(actor, "project.settings.view") ? await getProjectToken(actor) : null;
  return (
    <Card className="max-w-[860px]">
      <CardHeader
        lined
        title="Send the first event"
        sentence="Any of these libraries sends here once its host is changed. Nothing else about it is different."
      />
      <CardSection className="pb-5">
        <Tabs label="Library" items={snippetOrder.map((name) => tabOf(actor.project.id, name, chosen))} />
        {token === null ? (
          <p className="text-ink-2">
            The lines need the project’s token. An owner or admin of the project sees it here; ask one of them.
          </p>
        ) : (
          <CodeBlock
            code={snippetOf(chosen, { token, origin: new URL(appUrl("/")).origin })}
            label={`Code for ${snippetNames[chosen]}`}
          />
        )}
      </CardSection>
      <CardSection>
        <FirstEventWait address={`/api/project/${actor.project.id}/first-event`} />
      </CardSection>
    </Card>
  );
}

function tabOf(projectId: number, name: SnippetName, chosen: SnippetName) {
  return { label: snippetNames[name], href: `${paths.project(projectId)}?sdk=${name}`, active: name === chosen };
}

import { ActionButton } from "@/components/form/action-button";
import { Card, CardHeader } from "@/components/ui/card";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { OwnDeletedProject } from "@/db/queries/deleted-projects";
import { erasureDay } from "@/lib/projects/periods";
import { RestoreAsForm } from "../../restore-as-form";
import { restore, restoreAs } from "./actions";

/** Deleted projects that the viewer owns, also without a role in their organizations (O3). */
export function OwnDeletedProjects({
  projects,
  timeZone,
  now,
}: {
  projects: OwnDeletedProject[];
  timeZone: string;
  now: Date;
}) {
  return (
    <Card className="mt-4">
      <CardHeader
        title="Deleted"
        count={projects.length}
        sentence="Projects you own that can be restored until their data is erased."
        lined
      />
      <Table caption="Deleted projects you own">
        <Thead>
          <Th>Name</Th>
          <Th wide>Organization</Th>
          <Th wide>Deleted by</Th>
          <Th wide narrow>
            Erased
          </Th>
          <Th narrow />
        </Thead>
        <Tbody>
          {projects.map((project) => (
            <Tr key={project.id}>
              <Td>
                <NameCell
                  name={project.name}
                  detail={project.timezone}
                  more={
                    <>
                      {` · ${project.orgName} · erased `}
                      <Time at={erasureDay(project.deletedAt)} timeZone={timeZone} relative now={now} />
                    </>
                  }
                />
                {project.nameTaken && (
                  <RestoreAsForm action={restoreAs} fields={{ deleted: project.id }} name={project.name} />
                )}
              </Td>
              <Td wide>{project.orgName}</Td>
              <Td wide>{project.deletedBy ?? <span className="text-ink-3">Former user</span>}</Td>
              <Td wide narrow>
                <Time at={erasureDay(project.deletedAt)} timeZone={timeZone} relative now={now} />
              </Td>
              <Td narrow align="right">
                {!project.nameTaken && (
                  <ActionButton
                    action={restore}
                    fields={{ deleted: project.id }}
                    size="sm"
                    pendingText="Restoring…"
                    label={`Restore ${project.name}`}
                  >
                    Restore
                  </ActionButton>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Card>
  );
}

import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { NameCell, Table, Tbody, Td, Th, Thead, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { listOutbox, type OutboxRow } from "@/db/queries/outbox";
import { requireOutbox } from "./require-outbox";

export const metadata: Metadata = { title: "Local outbox" };

const size = 25;

export default async function OutboxPage({ searchParams }: { searchParams: Promise<{ page?: string | string[] }> }) {
  await requireOutbox();
  const page = pageOf((await searchParams).page);
  const { rows, total } = await listOutbox(page, size);
  return (
    <>
      <PageHeader
        title="Outbox"
        sentence="Mail and text messages stay here: without SMTP_URL nothing leaves this machine."
        actions={
          <LinkButton href="/outbox" plain>
            Look again
          </LinkButton>
        }
      />
      <Card>
        {rows.length > 0 ? (
          <Messages rows={rows} />
        ) : (
          <EmptyState>Nothing was sent yet. A message appears a moment after the action that sends it.</EmptyState>
        )}
        {total > size && <Pages page={page} rows={rows.length} total={total} />}
      </Card>
    </>
  );
}

function Messages({ rows }: { rows: OutboxRow[] }) {
  const now = new Date();
  return (
    <Table caption="Messages, newest first">
      <Thead>
        <Th>Message</Th>
        <Th align="right" narrow>
          Sent
        </Th>
      </Thead>
      <Tbody>
        {rows.map(({ id, kind, recipient, subject, createdAt }) => (
          <Tr key={id}>
            <Td>
              <NameCell
                name={subject}
                href={`/outbox/${id}`}
                plain
                detail={recipient}
                lead={kind === "text" && <Tag>Text</Tag>}
              />
            </Td>
            <Td align="right" narrow className="text-ink-2">
              <Time at={createdAt} timeZone="UTC" relative now={now} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Pages({ page, rows, total }: { page: number; rows: number; total: number }) {
  const last = Math.ceil(total / size);
  const from = rows === 0 ? 0 : (page - 1) * size + 1;
  const at = (number: number) => `/outbox?page=${number}`;
  const links = {
    ...(page > 1 && { first: at(1), previous: at(Math.min(page - 1, last)) }),
    ...(page < last && { next: at(page + 1), last: at(last) }),
  };
  return <Pagination from={from} to={from + rows - 1} total={total} links={links} />;
}

function pageOf(value: unknown): number {
  return typeof value === "string" && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : 1;
}

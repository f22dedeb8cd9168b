import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { sessions } from "@/db/schema";
import { newId } from "@/lib/ids";
import { acmePeople } from "./demo-people";
import { daysBefore, idOf, type Seeding } from "./seeding";

const agents = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
];

/**
 * Devices of the people who were here in the last week. Nobody has their cookies. The accounts to try the product with
 * begin without any.
 */
export async function leaveSessions({ tx, at, userIds }: Seeding): Promise<void> {
  const recent = acmePeople.filter(
    ({ email, activeMinutesAgo }) =>
      !email.endsWith("@demo.test") && activeMinutesAgo !== null && activeMinutesAgo < 6 * 24 * 60,
  );
  const rows = recent.flatMap(({ email, activeMinutesAgo, teams }) =>
    agents.slice(0, teams.length > 1 ? 2 : 1).map((agent, index) => {
      const lastSeenAt = daysBefore(at, (activeMinutesAgo ?? 0) / 1440 + index / 3);
      const createdAt = daysBefore(lastSeenAt, 4 + index);
      return {
        id: newId("session"),
        tokenHash: createHash("sha256").update(randomBytes(32)).digest("base64url"),
        userId: idOf(userIds, email),
        methods: ["password"],
        createdAt,
        lastSeenAt,
        expiresAt: daysBefore(createdAt, -30),
        agent,
      };
    }),
  );
  await tx.insert(sessions).values(rows);
}

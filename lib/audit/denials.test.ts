import { expect, test } from "vitest";
import { limits } from "@/lib/rate-limit";
import { addMember, auditedIn, makeOrg } from "@/lib/testing/factories";
import { recordDenial } from "./denials";

test("[L1] denials are written down, up to a bound for each member, and no other's stand for theirs", async () => {
  const owner = await makeOrg();
  const [loud, quiet] = [await addMember(owner, "member"), await addMember(owner, "member")];
  for (let i = 0; i < limits["denial.member"].points + 5; i += 1) await recordDenial(loud, "org.audit.view");
  expect(await auditedIn(owner.org.id)).toHaveLength(limits["denial.member"].points);
  await recordDenial(quiet, "org.delete");
  expect(await auditedIn(owner.org.id)).toHaveLength(limits["denial.member"].points + 1);
});

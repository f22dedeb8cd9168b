"use server";
import { revalidatePath } from "next/cache";
import { projectAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { keySegment } from "@/lib/projects/key-words";
import { rotateKey } from "@/lib/projects/keys";
import { rotateKeySchema } from "@/lib/projects/schemas";

/** Answers with the new key itself: it stands in no address and no cookie. */
export const rotate = projectAction(rotateKeySchema, async (actor, input) => {
  const { key } = await rotateKey(actor, input);
  revalidatePath(paths.rotateKey(actor.project.id, keySegment(input.kind)));
  return { message: key };
});

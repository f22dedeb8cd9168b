"use server";
import { revalidatePath } from "next/cache";
import { orgAction } from "@/lib/auth/actions";
import { countOf } from "@/lib/format";
import { paths } from "@/lib/paths";
import { deleteProjects } from "@/lib/projects/deletion";
import { restoreDays } from "@/lib/projects/periods";
import { deleteProjectsSchema } from "@/lib/projects/schemas";

export const remove = orgAction(
  deleteProjectsSchema,
  async (actor, input) => {
    const deleted = await deleteProjects(actor, input);
    revalidatePath("/", "layout");
    const what = deleted.length === 1 ? `${deleted[0]?.name} is` : `${countOf(deleted.length, "project")} are`;
    return {
      goTo: paths.deletedProjects(actor.org.id),
      message: `${what} deleted. For ${restoreDays} days you can restore what is listed here.`,
    };
  },
  { lists: ["ids"] },
);

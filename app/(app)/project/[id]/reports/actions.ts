"use server";
import { revalidatePath } from "next/cache";
import { button, projectAction } from "@/lib/auth/actions";
import { paths } from "@/lib/paths";
import { createReport, deleteReport, duplicateReport, editReport, renameReport } from "@/lib/reports/reports";
import {
  createReportSchema,
  deleteReportSchema,
  duplicateReportSchema,
  editReportSchema,
  renameReportSchema,
} from "@/lib/reports/schemas";

export const create = projectAction(createReportSchema, async (actor, input) => {
  const { reportId } = await createReport(actor, input);
  return { goTo: paths.report(actor.project.id, reportId), message: `${input.name} is saved.` };
});

export const edit = projectAction(editReportSchema, async (actor, input) => {
  await editReport(actor, input);
  return { goTo: paths.report(actor.project.id, input.reportId), message: "Changes saved." };
});

export const rename = projectAction(renameReportSchema, async (actor, input) => {
  await renameReport(actor, input);
  revalidatePath(paths.report(actor.project.id, input.reportId));
  return { message: "Name saved." };
});

export const duplicate = button(
  projectAction(duplicateReportSchema, async (actor, input) => {
    const { reportId } = await duplicateReport(actor, input);
    return { goTo: paths.report(actor.project.id, reportId), message: "This is the copy." };
  }),
);

export const remove = button(
  projectAction(deleteReportSchema, async (actor, input) => {
    const { name } = await deleteReport(actor, input);
    return { goTo: paths.project(actor.project.id), message: `${name} is deleted.` };
  }),
);

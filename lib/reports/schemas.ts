import * as z from "zod/mini";
import { nameField, requestKeyField } from "@/lib/fields";
import { readQueryText } from "./address";
import { reportQuerySchema } from "./query";

/** Forms of saved reports. The query travels as it stands in the address of the page. */

const name = () => nameField("a name for the report", 120);
const reportId = () => z.string().check(z.regex(/^rep_[0-9a-z]{24}$/));
const query = () =>
  z.pipe(
    z.pipe(
      z.string().check(z.maxLength(20_000, "This query is too long.")),
      z.transform((text) => readQueryText(text)),
    ),
    reportQuerySchema,
  );

export const createReportSchema = z.object({ name: name(), query: query(), requestKey: requestKeyField() });
export type CreateReportInput = z.infer<typeof createReportSchema>;

/** `version`: of the report that the page showed. */
export const editReportSchema = z.object({
  reportId: reportId(),
  query: query(),
  version: z.string().check(z.regex(/^[1-9]\d{0,8}$/)),
});
export type EditReportInput = z.infer<typeof editReportSchema>;

/** `was`: the name that the page showed. */
export const renameReportSchema = z.object({ reportId: reportId(), name: name(), was: z.string() });
export type RenameReportInput = z.infer<typeof renameReportSchema>;

export const duplicateReportSchema = z.object({ reportId: reportId(), requestKey: requestKeyField() });
export type DuplicateReportInput = z.infer<typeof duplicateReportSchema>;

export const deleteReportSchema = z.object({ reportId: reportId() });
export type DeleteReportInput = z.infer<typeof deleteReportSchema>;

DROP INDEX "project_resets_dataset";--> statement-breakpoint
ALTER TABLE "project_resets" ADD COLUMN "progress_id" text;--> statement-breakpoint
ALTER TABLE "project_resets" ADD CONSTRAINT "project_resets_progress_id_progress_id_fk" FOREIGN KEY ("progress_id") REFERENCES "public"."progress"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "project_resets_of_dataset" ON "project_resets" USING btree ("dataset_id");--> statement-breakpoint
CREATE UNIQUE INDEX "project_resets_moving_from" ON "project_resets" USING btree ("moving_from");--> statement-breakpoint
CREATE INDEX "project_resets_progress" ON "project_resets" USING btree ("progress_id") WHERE "project_resets"."progress_id" is not null;--> statement-breakpoint
CREATE INDEX "project_resets_moving" ON "project_resets" USING btree ("project_id","restored_at") WHERE "project_resets"."moving_from" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "project_resets_dataset" ON "project_resets" USING btree ("dataset_id") WHERE "project_resets"."restored_at" is null;
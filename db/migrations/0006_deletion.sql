ALTER TABLE "projects" ALTER COLUMN "dataset_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "deleted_by" text;--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "erasing_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "erasing_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "orgs_deleted" ON "orgs" USING btree ("deleted_at") WHERE "orgs"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "projects_search" ON "projects" USING gin ("org_id",lower("name") gin_trgm_ops) WHERE "projects"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "projects_deleted" ON "projects" USING btree ("org_id","deleted_at","id") WHERE "projects"."deleted_at" is not null and "projects"."erased_at" is null;--> statement-breakpoint
CREATE INDEX "projects_due" ON "projects" USING btree ("deleted_at") WHERE "projects"."deleted_at" is not null and "projects"."erased_at" is null;--> statement-breakpoint
ALTER TABLE "orgs" ADD CONSTRAINT "orgs_erased_late" CHECK ("orgs"."erasing_at" is null or ("orgs"."deleted_at" is not null and "orgs"."erasing_at" >= "orgs"."deleted_at" + interval '2160 hours'));--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_has_data" CHECK ("projects"."dataset_id" is not null or "projects"."erased_at" is not null);--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_end_in_order" CHECK (("projects"."erasing_at" is null or "projects"."deleted_at" is not null) and ("projects"."erased_at" is null or "projects"."erasing_at" is not null));
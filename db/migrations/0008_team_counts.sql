ALTER TABLE "teams" ADD COLUMN "member_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "project_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "request_key" text;--> statement-breakpoint
CREATE INDEX "team_members_by_added" ON "team_members" USING btree ("team_id","added_at","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "teams_request_key" ON "teams" USING btree ("request_key");--> statement-breakpoint
CREATE INDEX "teams_by_name" ON "teams" USING btree ("org_id",lower("name"),"id");--> statement-breakpoint
CREATE INDEX "teams_by_role" ON "teams" USING btree ("org_id","role","id");--> statement-breakpoint
CREATE INDEX "teams_by_members" ON "teams" USING btree ("org_id","member_count","id");--> statement-breakpoint
CREATE INDEX "teams_by_projects" ON "teams" USING btree ("org_id","project_count","id");--> statement-breakpoint
CREATE INDEX "teams_by_created" ON "teams" USING btree ("org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "teams_search" ON "teams" USING gin ("org_id",lower("name") gin_trgm_ops);
ALTER TABLE "members" ADD COLUMN "sessions_valid_from" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "invitation_projects_giver" ON "invitation_projects" USING btree ("org_id","given_by");--> statement-breakpoint
CREATE INDEX "invitation_teams_giver" ON "invitation_teams" USING btree ("org_id","given_by");--> statement-breakpoint
CREATE INDEX "invitations_giver" ON "invitations" USING btree ("org_id","role_given_by") WHERE "invitations"."accepted_at" is null and "invitations"."declined_at" is null and "invitations"."revoked_at" is null;
DROP INDEX "audit_entries_org_at";--> statement-breakpoint
DROP INDEX "audit_entries_object";--> statement-breakpoint
CREATE INDEX "audit_entries_action" ON "audit_entries" USING btree ("org_id","action","at","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_actor" ON "audit_entries" USING btree ("org_id","actor_id","at","seq") WHERE "audit_entries"."actor_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_entries_subject" ON "audit_entries" USING btree ("org_id",(case when "object_type" in ('member', 'user', 'grant') then "object_id" else coalesce("after" ->> 'user', "before" ->> 'user') end),"at","seq") WHERE (case when "audit_entries"."object_type" in ('member', 'user', 'grant') then "audit_entries"."object_id" else coalesce("audit_entries"."after" ->> 'user', "audit_entries"."before" ->> 'user') end) is not null;--> statement-breakpoint
CREATE INDEX "audit_entries_project" ON "audit_entries" USING btree ("org_id","project_id","at","seq") WHERE "audit_entries"."project_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_entries_ip" ON "audit_entries" USING btree ("org_id","ip","at","seq") WHERE "audit_entries"."ip" is not null;--> statement-breakpoint
CREATE INDEX "audit_entries_operation" ON "audit_entries" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "audit_entries_request" ON "audit_entries" USING btree ("request_id") WHERE "audit_entries"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_entries_org_at" ON "audit_entries" USING btree ("org_id","at","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_object" ON "audit_entries" USING btree ("org_id","object_type","object_id","at","seq");
CREATE TABLE "access_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"user_id" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"answered_by" text,
	"outcome" text,
	"role" "project_role",
	"answer" text DEFAULT '' NOT NULL,
	CONSTRAINT "access_requests_answered" CHECK (("access_requests"."outcome" is null) = ("access_requests"."answered_at" is null))
);
--> statement-breakpoint
CREATE TABLE "message_channels" (
	"project_id" integer NOT NULL,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"credential" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text,
	CONSTRAINT "message_channels_project_id_kind_pk" PRIMARY KEY("project_id","kind")
);
--> statement-breakpoint
CREATE TABLE "event_days" (
	"dataset_id" bigint NOT NULL,
	"event" text NOT NULL,
	"day" date NOT NULL,
	"events" bigint NOT NULL,
	CONSTRAINT "event_days_dataset_id_event_day_pk" PRIMARY KEY("dataset_id","event","day")
);
--> statement-breakpoint
CREATE TABLE "previous_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" integer NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"rotated_at" timestamp with time zone NOT NULL,
	"rotated_by" text,
	"works_until" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "project_resets" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" integer NOT NULL,
	"dataset_id" bigint,
	"reset_at" timestamp with time zone NOT NULL,
	"reset_by" text,
	"restored_at" timestamp with time zone,
	"restored_by" text,
	"moving_from" bigint,
	"erasing_at" timestamp with time zone,
	"erased_at" timestamp with time zone,
	CONSTRAINT "project_resets_one_end" CHECK ("project_resets"."restored_at" is null or "project_resets"."erasing_at" is null)
);
--> statement-breakpoint
CREATE TABLE "project_transfers" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" integer NOT NULL,
	"from_org_id" integer NOT NULL,
	"to_org_id" integer NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" text,
	"expires_at" timestamp with time zone NOT NULL,
	"from_confirmed_at" timestamp with time zone,
	"from_confirmed_by" text,
	"to_confirmed_at" timestamp with time zone,
	"to_confirmed_by" text,
	"done_at" timestamp with time zone,
	"declined_at" timestamp with time zone,
	"declined_by" text,
	"cancelled_at" timestamp with time zone,
	"cancelled_by" text,
	"lapsed_at" timestamp with time zone,
	CONSTRAINT "project_transfers_two_orgs" CHECK ("project_transfers"."from_org_id" <> "project_transfers"."to_org_id"),
	CONSTRAINT "project_transfers_one_end" CHECK (num_nonnulls("project_transfers"."done_at", "project_transfers"."declined_at", "project_transfers"."cancelled_at", "project_transfers"."lapsed_at") <= 1)
);
--> statement-breakpoint
CREATE TABLE "alert_sends" (
	"alert_id" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"note" text,
	CONSTRAINT "alert_sends_alert_id_due_at_pk" PRIMARY KEY("alert_id","due_at")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"report_id" text NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"hour" integer,
	"weekday" integer,
	"timezone" text NOT NULL,
	"threshold" bigint,
	"channel" text NOT NULL,
	"phone" text,
	"phone_confirmed_at" timestamp with time zone,
	"code_hash" text,
	"code_expires_at" timestamp with time zone,
	"code_failures" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"last_sent_at" timestamp with time zone,
	CONSTRAINT "alerts_kind_has_its_fields" CHECK (case "alerts"."kind"
      when 'daily' then "alerts"."hour" is not null and "alerts"."threshold" is null
      when 'weekly' then "alerts"."hour" is not null and "alerts"."weekday" is not null and "alerts"."threshold" is null
      else "alerts"."threshold" is not null end),
	CONSTRAINT "alerts_text_has_phone" CHECK ("alerts"."channel" <> 'text' or "alerts"."phone" is not null)
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" integer NOT NULL,
	"name" text NOT NULL,
	"query" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text,
	"edited_at" timestamp with time zone NOT NULL,
	"edited_by" text,
	"version" integer DEFAULT 1 NOT NULL,
	"request_key" text,
	CONSTRAINT "reports_project_key" UNIQUE("project_id","id")
);
--> statement-breakpoint
ALTER TABLE "project_grants" DROP CONSTRAINT "project_grants_org_id_project_id_projects_org_id_id_fk";
--> statement-breakpoint
ALTER TABLE "invitation_projects" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "project_grants" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "project_grants" ADD COLUMN "then_role" "project_role";--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "autotrack" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "delay_policy" text DEFAULT 'send' NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "longest_wait" integer DEFAULT 240 NOT NULL;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_org_id_project_id_projects_org_id_id_fk" FOREIGN KEY ("org_id","project_id") REFERENCES "public"."projects"("org_id","id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_org_id_user_id_members_org_id_user_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."members"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_channels" ADD CONSTRAINT "message_channels_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_channels" ADD CONSTRAINT "message_channels_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "previous_keys" ADD CONSTRAINT "previous_keys_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "previous_keys" ADD CONSTRAINT "previous_keys_rotated_by_users_id_fk" FOREIGN KEY ("rotated_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_resets" ADD CONSTRAINT "project_resets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_resets" ADD CONSTRAINT "project_resets_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_resets" ADD CONSTRAINT "project_resets_reset_by_users_id_fk" FOREIGN KEY ("reset_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_resets" ADD CONSTRAINT "project_resets_restored_by_users_id_fk" FOREIGN KEY ("restored_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_resets" ADD CONSTRAINT "project_resets_moving_from_datasets_id_fk" FOREIGN KEY ("moving_from") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_from_org_id_orgs_id_fk" FOREIGN KEY ("from_org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_to_org_id_orgs_id_fk" FOREIGN KEY ("to_org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_from_confirmed_by_users_id_fk" FOREIGN KEY ("from_confirmed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_to_confirmed_by_users_id_fk" FOREIGN KEY ("to_confirmed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_declined_by_users_id_fk" FOREIGN KEY ("declined_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_transfers" ADD CONSTRAINT "project_transfers_cancelled_by_users_id_fk" FOREIGN KEY ("cancelled_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_sends" ADD CONSTRAINT "alert_sends_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_project_id_report_id_reports_project_id_id_fk" FOREIGN KEY ("project_id","report_id") REFERENCES "public"."reports"("project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_org_id_project_id_projects_org_id_id_fk" FOREIGN KEY ("org_id","project_id") REFERENCES "public"."projects"("org_id","id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_org_id_user_id_members_org_id_user_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."members"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_edited_by_users_id_fk" FOREIGN KEY ("edited_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_requests_open" ON "access_requests" USING btree ("project_id","user_id") WHERE "access_requests"."outcome" is null;--> statement-breakpoint
CREATE INDEX "access_requests_project" ON "access_requests" USING btree ("project_id","asked_at");--> statement-breakpoint
CREATE INDEX "access_requests_user" ON "access_requests" USING btree ("user_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "previous_keys_value" ON "previous_keys" USING btree ("kind","value");--> statement-breakpoint
CREATE INDEX "previous_keys_project" ON "previous_keys" USING btree ("project_id","rotated_at");--> statement-breakpoint
CREATE INDEX "project_resets_project" ON "project_resets" USING btree ("project_id","reset_at");--> statement-breakpoint
CREATE UNIQUE INDEX "project_resets_dataset" ON "project_resets" USING btree ("dataset_id");--> statement-breakpoint
CREATE INDEX "project_resets_due" ON "project_resets" USING btree ("reset_at") WHERE "project_resets"."restored_at" is null and "project_resets"."erased_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "project_transfers_open" ON "project_transfers" USING btree ("project_id") WHERE num_nonnulls("project_transfers"."done_at", "project_transfers"."declined_at", "project_transfers"."cancelled_at", "project_transfers"."lapsed_at") = 0;--> statement-breakpoint
CREATE INDEX "project_transfers_from" ON "project_transfers" USING btree ("from_org_id","requested_at");--> statement-breakpoint
CREATE INDEX "project_transfers_to" ON "project_transfers" USING btree ("to_org_id","requested_at");--> statement-breakpoint
CREATE INDEX "project_transfers_due" ON "project_transfers" USING btree ("expires_at") WHERE num_nonnulls("project_transfers"."done_at", "project_transfers"."declined_at", "project_transfers"."cancelled_at", "project_transfers"."lapsed_at") = 0;--> statement-breakpoint
CREATE INDEX "alerts_due" ON "alerts" USING btree ("next_at") WHERE "alerts"."next_at" is not null;--> statement-breakpoint
CREATE INDEX "alerts_report" ON "alerts" USING btree ("report_id");--> statement-breakpoint
CREATE INDEX "alerts_project" ON "alerts" USING btree ("org_id","project_id");--> statement-breakpoint
CREATE INDEX "alerts_user" ON "alerts" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_request_key" ON "reports" USING btree ("request_key");--> statement-breakpoint
CREATE INDEX "reports_by_name" ON "reports" USING btree ("project_id",lower("name"),"id");--> statement-breakpoint
CREATE INDEX "reports_by_edited" ON "reports" USING btree ("project_id","edited_at","id");--> statement-breakpoint
CREATE INDEX "reports_search" ON "reports" USING gin ("project_id",lower("name") gin_trgm_ops);--> statement-breakpoint
ALTER TABLE "project_grants" ADD CONSTRAINT "project_grants_org_id_project_id_projects_org_id_id_fk" FOREIGN KEY ("org_id","project_id") REFERENCES "public"."projects"("org_id","id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
CREATE INDEX "events_by_arrival" ON "events" USING brin ("arrived_at");--> statement-breakpoint
CREATE INDEX "project_grants_ending" ON "project_grants" USING btree ("ends_at") WHERE "project_grants"."ends_at" is not null;--> statement-breakpoint
ALTER TABLE "project_grants" ADD CONSTRAINT "project_grants_then" CHECK ("project_grants"."then_role" is null or ("project_grants"."ends_at" is not null and "project_grants"."then_role" < "project_grants"."role"));--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_longest_wait" CHECK ("projects"."longest_wait" between 15 and 2880);
CREATE TABLE "privacy_files" (
	"request_id" text NOT NULL,
	"n" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "privacy_files_request_id_n_pk" PRIMARY KEY("request_id","n")
);
--> statement-breakpoint
CREATE TABLE "privacy_request_ids" (
	"request_id" text NOT NULL,
	"n" integer NOT NULL,
	"distinct_id" text NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "privacy_request_ids_request_id_n_pk" PRIMARY KEY("request_id","n")
);
--> statement-breakpoint
CREATE TABLE "privacy_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"kind" text NOT NULL,
	"regulation" text NOT NULL,
	"disclosure" text NOT NULL,
	"status" text NOT NULL,
	"by_api" boolean NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" text,
	"due_at" timestamp with time zone NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"cancelled_by" text,
	"reminded_at" timestamp with time zone,
	"id_count" integer NOT NULL,
	"ids_done" integer DEFAULT 0 NOT NULL,
	"events" bigint DEFAULT 0 NOT NULL,
	"profiles" integer DEFAULT 0 NOT NULL,
	"aliases" integer DEFAULT 0 NOT NULL,
	"file_bytes" bigint,
	"file_expires_at" timestamp with time zone,
	"receipt" jsonb,
	"signature" text,
	"request_key" text,
	CONSTRAINT "privacy_requests_ended" CHECK (("privacy_requests"."finished_at" is null) = ("privacy_requests"."status" in ('PENDING', 'STARTED')))
);
--> statement-breakpoint
ALTER TABLE "privacy_files" ADD CONSTRAINT "privacy_files_request_id_privacy_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."privacy_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_request_ids" ADD CONSTRAINT "privacy_request_ids_request_id_privacy_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."privacy_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_cancelled_by_users_id_fk" FOREIGN KEY ("cancelled_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_org_id_project_id_projects_org_id_id_fk" FOREIGN KEY ("org_id","project_id") REFERENCES "public"."projects"("org_id","id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
CREATE INDEX "privacy_request_ids_id" ON "privacy_request_ids" USING btree ("distinct_id");--> statement-breakpoint
CREATE UNIQUE INDEX "privacy_requests_key" ON "privacy_requests" USING btree ("project_id","request_key");--> statement-breakpoint
CREATE INDEX "privacy_requests_log" ON "privacy_requests" USING btree ("org_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "privacy_requests_project" ON "privacy_requests" USING btree ("project_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "privacy_requests_due" ON "privacy_requests" USING btree ("due_at") WHERE "privacy_requests"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "privacy_requests_file" ON "privacy_requests" USING btree ("file_expires_at") WHERE "privacy_requests"."file_expires_at" is not null;
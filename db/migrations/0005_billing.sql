CREATE TABLE "billing_details" (
	"org_id" integer PRIMARY KEY NOT NULL,
	"company" text NOT NULL,
	"line1" text NOT NULL,
	"line2" text NOT NULL,
	"postal_code" text NOT NULL,
	"city" text NOT NULL,
	"region" text NOT NULL,
	"country" text NOT NULL,
	"tax_id" text NOT NULL,
	"purchase_order" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text
);
--> statement-breakpoint
CREATE TABLE "billing_emails" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"email" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text,
	"sent_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "closed_periods" (
	"org_id" integer NOT NULL,
	"period" date NOT NULL,
	"plan" "plan_id" NOT NULL,
	"allowance" bigint,
	"events" bigint NOT NULL,
	"profiles" bigint,
	"total" bigint NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "closed_periods_org_id_period_pk" PRIMARY KEY("org_id","period")
);
--> statement-breakpoint
CREATE TABLE "closed_project_periods" (
	"org_id" integer NOT NULL,
	"period" date NOT NULL,
	"project_id" integer NOT NULL,
	"name" text NOT NULL,
	"events" bigint NOT NULL,
	"profiles" bigint,
	"deleted" boolean NOT NULL,
	CONSTRAINT "closed_project_periods_org_id_period_project_id_pk" PRIMARY KEY("org_id","period","project_id")
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"org_id" integer NOT NULL,
	"invoice_id" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"detail" text NOT NULL,
	"quantity" bigint NOT NULL,
	"unit" text NOT NULL,
	"unit_price" bigint NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "invoice_lines_invoice_id_position_pk" PRIMARY KEY("invoice_id","position")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"number" integer NOT NULL,
	"period" date NOT NULL,
	"org_name" text NOT NULL,
	"details" jsonb,
	"terms" text NOT NULL,
	"total" bigint NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "invoices_org_id_key" UNIQUE("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"before" "plan_id" NOT NULL,
	"after" "plan_id" NOT NULL,
	"changed_by" text
);
--> statement-breakpoint
CREATE TABLE "planned_downgrades" (
	"org_id" integer PRIMARY KEY NOT NULL,
	"plan" "plan_id" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"planned_by" text
);
--> statement-breakpoint
CREATE TABLE "retention_notices" (
	"org_id" integer PRIMARY KEY NOT NULL,
	"months" integer NOT NULL,
	"announced_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_mails" (
	"org_id" integer NOT NULL,
	"period" date NOT NULL,
	"threshold" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_mails_org_id_period_threshold_pk" PRIMARY KEY("org_id","period","threshold")
);
--> statement-breakpoint
ALTER TABLE "usage_days" DROP CONSTRAINT "usage_days_project_id_projects_id_fk";
--> statement-breakpoint
ALTER TABLE "billing_details" ADD CONSTRAINT "billing_details_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_details" ADD CONSTRAINT "billing_details_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_emails" ADD CONSTRAINT "billing_emails_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_emails" ADD CONSTRAINT "billing_emails_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closed_periods" ADD CONSTRAINT "closed_periods_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closed_project_periods" ADD CONSTRAINT "closed_project_periods_org_id_period_closed_periods_org_id_period_fk" FOREIGN KEY ("org_id","period") REFERENCES "public"."closed_periods"("org_id","period") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_org_id_invoice_id_invoices_org_id_id_fk" FOREIGN KEY ("org_id","invoice_id") REFERENCES "public"."invoices"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_changes" ADD CONSTRAINT "plan_changes_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_changes" ADD CONSTRAINT "plan_changes_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "planned_downgrades" ADD CONSTRAINT "planned_downgrades_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "planned_downgrades" ADD CONSTRAINT "planned_downgrades_planned_by_users_id_fk" FOREIGN KEY ("planned_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_notices" ADD CONSTRAINT "retention_notices_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_mails" ADD CONSTRAINT "usage_mails_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "billing_emails_key" ON "billing_emails" USING btree ("org_id","email");--> statement-breakpoint
CREATE INDEX "closed_project_periods_events" ON "closed_project_periods" USING btree ("org_id","period","events","project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_number_key" ON "invoices" USING btree ("org_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_period_key" ON "invoices" USING btree ("org_id","period");--> statement-breakpoint
CREATE INDEX "plan_changes_org" ON "plan_changes" USING btree ("org_id","at");--> statement-breakpoint
CREATE INDEX "planned_downgrades_at" ON "planned_downgrades" USING btree ("at");--> statement-breakpoint
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_days_day" ON "usage_days" USING brin ("day");
CREATE TABLE "domains" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"domain" text NOT NULL,
	"token" text NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	"claimed_by" text,
	"verified_at" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"missing_since" timestamp with time zone,
	CONSTRAINT "domains_canonical" CHECK ("domains"."domain" = lower("domains"."domain") and "domains"."domain" not like '%@%'),
	CONSTRAINT "domains_missing_verified" CHECK ("domains"."missing_since" is null or "domains"."verified_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_claimed_by_users_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "domains_of_org" ON "domains" USING btree ("org_id","domain");--> statement-breakpoint
CREATE UNIQUE INDEX "domains_verified" ON "domains" USING btree ("domain") WHERE "domains"."verified_at" is not null;--> statement-breakpoint
CREATE INDEX "domains_due" ON "domains" USING btree ("checked_at") WHERE "domains"."verified_at" is not null;
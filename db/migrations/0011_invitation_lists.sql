CREATE TABLE "import_rows" (
	"import_id" text NOT NULL,
	"line" integer NOT NULL,
	"email" text NOT NULL,
	"cells" jsonb NOT NULL,
	"gives" jsonb,
	"outcome" text,
	"note" text,
	"retry_at" timestamp with time zone,
	"invitation_id" text,
	CONSTRAINT "import_rows_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_progress_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."progress"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_rows_waiting" ON "import_rows" USING btree ("import_id","line") WHERE "import_rows"."outcome" is null;--> statement-breakpoint
CREATE INDEX "invitations_by_expiry" ON "invitations" USING btree ("org_id","expires_at","id") WHERE "invitations"."accepted_at" is null and "invitations"."declined_at" is null and "invitations"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "invitations_by_role" ON "invitations" USING btree ("org_id","role","id") WHERE "invitations"."accepted_at" is null and "invitations"."declined_at" is null and "invitations"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "invitations_accepted" ON "invitations" USING btree ("org_id","accepted_at","id") WHERE "invitations"."accepted_at" is not null;--> statement-breakpoint
CREATE INDEX "invitations_declined" ON "invitations" USING btree ("org_id","declined_at","id") WHERE "invitations"."declined_at" is not null;--> statement-breakpoint
CREATE INDEX "invitations_revoked" ON "invitations" USING btree ("org_id","revoked_at","id") WHERE "invitations"."revoked_at" is not null;
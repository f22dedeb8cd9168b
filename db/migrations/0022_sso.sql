CREATE TABLE "connection_teams" (
	"connection_id" text NOT NULL,
	"group_name" text NOT NULL,
	"team_id" text NOT NULL,
	CONSTRAINT "connection_teams_connection_id_group_name_team_id_pk" PRIMARY KEY("connection_id","group_name","team_id")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"name" text NOT NULL,
	"protocol" text NOT NULL,
	"provider" text NOT NULL,
	"stage" text DEFAULT 'draft' NOT NULL,
	"issuer" text,
	"sign_in_url" text,
	"sign_out_url" text,
	"certificates" text[] DEFAULT '{}' NOT NULL,
	"signing_key" text,
	"signing_certificate" text,
	"idp_initiated" boolean DEFAULT false NOT NULL,
	"client_id" text,
	"client_secret" text,
	"secret_expires_at" timestamp with time zone,
	"mapping" jsonb NOT NULL,
	"creates_members" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text,
	"changed_at" timestamp with time zone NOT NULL,
	"expiry_told" text,
	CONSTRAINT "connections_two_certificates" CHECK (cardinality("connections"."certificates") <= 2)
);
--> statement-breakpoint
CREATE TABLE "saml_assertions" (
	"connection_id" text NOT NULL,
	"assertion_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "saml_assertions_connection_id_assertion_id_pk" PRIMARY KEY("connection_id","assertion_id")
);
--> statement-breakpoint
CREATE TABLE "session_proofs" (
	"session_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"org_id" integer NOT NULL,
	"proved_at" timestamp with time zone NOT NULL,
	"amr" text[] NOT NULL,
	"subject" text NOT NULL,
	"subject_format" text,
	"session_index" text,
	CONSTRAINT "session_proofs_session_id_connection_id_pk" PRIMARY KEY("session_id","connection_id")
);
--> statement-breakpoint
CREATE TABLE "sso_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"purpose" text NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text,
	"user_id" text,
	"session_id" text,
	"return_to" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"outcome" text,
	"failed" text,
	"checks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"answer" jsonb,
	"email" text,
	"ip" text
);
--> statement-breakpoint
CREATE TABLE "sso_identities" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"link_version" integer DEFAULT 1 NOT NULL,
	"link_expires_at" timestamp with time zone,
	"last_sign_in_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "domains" ADD COLUMN "connection_id" text;--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "sso_is_two_factor" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_in_tickets" ADD COLUMN "attempt_id" text;--> statement-breakpoint
ALTER TABLE "connection_teams" ADD CONSTRAINT "connection_teams_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_teams" ADD CONSTRAINT "connection_teams_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saml_assertions" ADD CONSTRAINT "saml_assertions_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_proofs" ADD CONSTRAINT "session_proofs_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_proofs" ADD CONSTRAINT "session_proofs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_proofs" ADD CONSTRAINT "session_proofs_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_attempts" ADD CONSTRAINT "sso_attempts_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_attempts" ADD CONSTRAINT "sso_attempts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connection_teams_team" ON "connection_teams" USING btree ("team_id");--> statement-breakpoint
CREATE INDEX "connections_org" ON "connections" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "saml_assertions_expiry" ON "saml_assertions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "session_proofs_subject" ON "session_proofs" USING btree ("connection_id","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_attempts_state" ON "sso_attempts" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "sso_attempts_log" ON "sso_attempts" USING btree ("connection_id","created_at","id");--> statement-breakpoint
CREATE INDEX "sso_attempts_created" ON "sso_attempts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "sso_attempts_user" ON "sso_attempts" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_identities_subject" ON "sso_identities" USING btree ("connection_id","issuer","subject");--> statement-breakpoint
CREATE INDEX "sso_identities_user" ON "sso_identities" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "domains_connection" ON "domains" USING btree ("connection_id");--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "amr";--> statement-breakpoint
ALTER TABLE "sign_in_tickets" DROP COLUMN "amr";
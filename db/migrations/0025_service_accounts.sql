CREATE TABLE "service_account_projects" (
	"org_id" integer NOT NULL,
	"account_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"role" "project_role" NOT NULL,
	"given_at" timestamp with time zone NOT NULL,
	"given_by" text,
	CONSTRAINT "service_account_projects_account_id_project_id_pk" PRIMARY KEY("account_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "service_account_teams" (
	"org_id" integer NOT NULL,
	"account_id" integer NOT NULL,
	"team_id" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text,
	CONSTRAINT "service_account_teams_account_id_team_id_pk" PRIMARY KEY("account_id","team_id")
);
--> statement-breakpoint
CREATE TABLE "service_accounts" (
	"id" integer PRIMARY KEY NOT NULL,
	"org_id" integer NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"username" text NOT NULL,
	"secret_hash" text NOT NULL,
	"ending" text NOT NULL,
	"role" "org_role" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text,
	"secret_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"revoked_by" text,
	"request_key" text,
	CONSTRAINT "service_accounts_org_id_key" UNIQUE("org_id","id"),
	CONSTRAINT "service_accounts_id_nine_digits" CHECK ("service_accounts"."id" between 100000000 and 999999999)
);
--> statement-breakpoint
ALTER TABLE "service_account_projects" ADD CONSTRAINT "service_account_projects_given_by_users_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_account_projects" ADD CONSTRAINT "service_account_projects_org_id_account_id_service_accounts_org_id_id_fk" FOREIGN KEY ("org_id","account_id") REFERENCES "public"."service_accounts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_account_projects" ADD CONSTRAINT "service_account_projects_org_id_project_id_projects_org_id_id_fk" FOREIGN KEY ("org_id","project_id") REFERENCES "public"."projects"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_account_teams" ADD CONSTRAINT "service_account_teams_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_account_teams" ADD CONSTRAINT "service_account_teams_org_id_account_id_service_accounts_org_id_id_fk" FOREIGN KEY ("org_id","account_id") REFERENCES "public"."service_accounts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_account_teams" ADD CONSTRAINT "service_account_teams_org_id_team_id_teams_org_id_id_fk" FOREIGN KEY ("org_id","team_id") REFERENCES "public"."teams"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_revoked_by_users_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "service_account_projects_project" ON "service_account_projects" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "service_account_teams_team" ON "service_account_teams" USING btree ("team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "service_accounts_username" ON "service_accounts" USING btree ("username");--> statement-breakpoint
CREATE UNIQUE INDEX "service_accounts_user" ON "service_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "service_accounts_request_key" ON "service_accounts" USING btree ("request_key");--> statement-breakpoint
CREATE INDEX "service_accounts_by_name" ON "service_accounts" USING btree ("org_id",lower("name"),"id") WHERE "service_accounts"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "service_accounts_ending" ON "service_accounts" USING btree ("expires_at") WHERE "service_accounts"."expires_at" is not null and "service_accounts"."revoked_at" is null;--> statement-breakpoint
-- R3 for programs: what a living service account reaches, with the columns of project_access_ever.
CREATE VIEW service_access_ever AS
  WITH living AS (SELECT * FROM service_accounts WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()))
  SELECT p.org_id, p.id AS project_id, s.user_id, CASE s.role WHEN 'owner' THEN 'owner'::project_role ELSE 'admin'::project_role END AS role,
    'organization' AS source, NULL::text AS team_id, p.deleted_at, o.deleted_at AS org_deleted_at, NULL::timestamptz AS ends_at
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN living s ON s.org_id = p.org_id AND s.role IN ('owner', 'admin')
  UNION ALL
  SELECT p.org_id, p.id, s.user_id, t.role, 'team', t.id, p.deleted_at, o.deleted_at, NULL
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN team_projects tp ON tp.project_id = p.id JOIN teams t ON t.id = tp.team_id
    JOIN service_account_teams st ON st.team_id = t.id JOIN living s ON s.id = st.account_id
  UNION ALL
  SELECT p.org_id, p.id, s.user_id, g.role, 'individual', NULL, p.deleted_at, o.deleted_at, NULL
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN service_account_projects g ON g.project_id = p.id JOIN living s ON s.id = g.account_id;

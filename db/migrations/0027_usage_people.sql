CREATE TABLE "usage_people" (
	"project_id" integer NOT NULL,
	"month" date NOT NULL,
	"people" bigint NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_people_project_id_month_pk" PRIMARY KEY("project_id","month")
);
--> statement-breakpoint
ALTER TABLE "usage_people" ADD CONSTRAINT "usage_people_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;
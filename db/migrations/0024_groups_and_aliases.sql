CREATE TABLE "aliases" (
	"dataset_id" bigint NOT NULL,
	"alias" text NOT NULL,
	"distinct_id" text NOT NULL,
	"arrived_at" timestamp with time zone NOT NULL,
	CONSTRAINT "aliases_dataset_id_alias_pk" PRIMARY KEY("dataset_id","alias")
);
--> statement-breakpoint
CREATE TABLE "group_profiles" (
	"dataset_id" bigint NOT NULL,
	"group_key" text NOT NULL,
	"group_id" text NOT NULL,
	"properties" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "group_profiles_dataset_id_group_key_group_id_pk" PRIMARY KEY("dataset_id","group_key","group_id")
);
--> statement-breakpoint
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_profiles" ADD CONSTRAINT "group_profiles_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "aliases_of_person" ON "aliases" USING btree ("dataset_id","distinct_id");
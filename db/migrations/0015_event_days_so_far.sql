DROP INDEX "events_by_arrival";--> statement-breakpoint
CREATE INDEX "events_by_arrival" ON "events" USING brin ("arrived_at") WITH (autosummarize=true,pages_per_range=64);--> statement-breakpoint
-- What was stored before it was counted by name and day.
INSERT INTO "event_days" ("dataset_id", "event", "day", "events")
SELECT "dataset_id", "event", ("arrived_at" AT TIME ZONE 'UTC')::date, count(*) FROM "events" GROUP BY 1, 2, 3
ON CONFLICT ("dataset_id", "event", "day") DO UPDATE SET "events" = excluded."events";

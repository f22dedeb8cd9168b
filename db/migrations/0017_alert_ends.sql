ALTER TABLE "alerts" ADD COLUMN "event" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "request_key" text;--> statement-breakpoint
CREATE INDEX "alert_sends_old" ON "alert_sends" USING btree ("decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_request_key" ON "alerts" USING btree ("request_key");--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rest" CHECK ("alerts"."next_at" is null or ("alerts"."paused_at" is null and "alerts"."ended_at" is null));
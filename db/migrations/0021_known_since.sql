ALTER TABLE "known_browsers" ALTER COLUMN "known_since" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "known_browsers" ALTER COLUMN "known_since" DROP NOT NULL;--> statement-breakpoint
-- Until now a mailed link and a sign-in left the same row: which it was shows at the next sign-in.
UPDATE "known_browsers" SET "known_since" = NULL;

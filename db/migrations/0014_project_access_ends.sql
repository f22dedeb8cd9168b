-- R3, the one definition of who reaches what, whatever became of the project and its organization. An individual grant
-- that has ended gives the lasting role it had before, or nothing, from that moment on: no job has to run for it.
CREATE OR REPLACE VIEW project_access_ever AS
  SELECT p.org_id, p.id AS project_id, m.user_id, CASE m.role WHEN 'owner' THEN 'owner'::project_role ELSE 'admin'::project_role END AS role,
    'organization' AS source, NULL::text AS team_id, p.deleted_at, o.deleted_at AS org_deleted_at, NULL::timestamptz AS ends_at
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN members m ON m.org_id = p.org_id AND m.role IN ('owner', 'admin')
  UNION ALL
  SELECT p.org_id, p.id, tm.user_id, t.role, 'team', t.id, p.deleted_at, o.deleted_at, NULL
  FROM projects p JOIN orgs o ON o.id = p.org_id
    JOIN team_projects tp ON tp.project_id = p.id JOIN teams t ON t.id = tp.team_id JOIN team_members tm ON tm.team_id = t.id
  UNION ALL
  SELECT p.org_id, p.id, g.user_id, CASE WHEN g.ends_at <= now() THEN g.then_role ELSE g.role END, 'individual', NULL,
    p.deleted_at, o.deleted_at, CASE WHEN g.ends_at > now() THEN g.ends_at END
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN project_grants g ON g.project_id = p.id
  WHERE g.ends_at IS NULL OR g.ends_at > now() OR g.then_role IS NOT NULL
  UNION ALL
  SELECT p.org_id, p.id, m.user_id, p.all_users_role, 'all_users', NULL, p.deleted_at, o.deleted_at, NULL
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN members m ON m.org_id = p.org_id
  WHERE p.all_users_role IS NOT NULL;
--> statement-breakpoint
-- What exists can be reached: nothing deleted, and nothing of a deleted organization.
CREATE OR REPLACE VIEW project_access AS
  SELECT org_id, project_id, user_id, role, source, team_id, ends_at FROM project_access_ever
  WHERE deleted_at IS NULL AND org_deleted_at IS NULL;
--> statement-breakpoint
-- What was stored before names were kept.
INSERT INTO event_days (dataset_id, event, day, events)
  SELECT dataset_id, event, (arrived_at AT TIME ZONE 'UTC')::date, count(*) FROM events GROUP BY 1, 2, 3;

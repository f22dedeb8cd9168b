-- R3, the one definition of who reaches what, whatever became of the project and its organization.
CREATE VIEW project_access_ever AS
  SELECT p.org_id, p.id AS project_id, m.user_id, CASE m.role WHEN 'owner' THEN 'owner'::project_role ELSE 'admin'::project_role END AS role,
    'organization' AS source, NULL::text AS team_id, p.deleted_at, o.deleted_at AS org_deleted_at
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN members m ON m.org_id = p.org_id AND m.role IN ('owner', 'admin')
  UNION ALL
  SELECT p.org_id, p.id, tm.user_id, t.role, 'team', t.id, p.deleted_at, o.deleted_at
  FROM projects p JOIN orgs o ON o.id = p.org_id
    JOIN team_projects tp ON tp.project_id = p.id JOIN teams t ON t.id = tp.team_id JOIN team_members tm ON tm.team_id = t.id
  UNION ALL
  SELECT p.org_id, p.id, g.user_id, g.role, 'individual', NULL, p.deleted_at, o.deleted_at
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN project_grants g ON g.project_id = p.id
  UNION ALL
  SELECT p.org_id, p.id, m.user_id, p.all_users_role, 'all_users', NULL, p.deleted_at, o.deleted_at
  FROM projects p JOIN orgs o ON o.id = p.org_id JOIN members m ON m.org_id = p.org_id
  WHERE p.all_users_role IS NOT NULL;
--> statement-breakpoint
-- What exists can be reached: nothing deleted, and nothing of a deleted organization.
CREATE OR REPLACE VIEW project_access AS
  SELECT org_id, project_id, user_id, role, source, team_id FROM project_access_ever
  WHERE deleted_at IS NULL AND org_deleted_at IS NULL;
--> statement-breakpoint

-- Audit entries are written once. They go only with an organization that is being erased, which the check
-- orgs_erased_late allows 90 days after its deletion and not before.
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.chain = 'org:' || OLD.org_id AND EXISTS (SELECT 1 FROM orgs WHERE id = OLD.org_id AND erasing_at IS NOT NULL) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

-- Counts per org, exact and inside the same transaction. Updating the one row of an org also makes two changes to its
-- members wait for each other, which is what the last-owner guard below relies on.
CREATE FUNCTION org_counts_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO org_counts (org_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER orgs_start_counts AFTER INSERT ON orgs FOR EACH ROW EXECUTE FUNCTION org_counts_start();
--> statement-breakpoint
CREATE FUNCTION count_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN
    UPDATE org_counts c SET members = c.members - d.members, owners = c.owners - d.owners
    FROM (SELECT org_id, count(*)::int AS members, (count(*) FILTER (WHERE role = 'owner'))::int AS owners FROM old_rows GROUP BY org_id) d
    WHERE c.org_id = d.org_id;
  END IF;
  IF TG_OP IN ('UPDATE', 'INSERT') THEN
    UPDATE org_counts c SET members = c.members + d.members, owners = c.owners + d.owners
    FROM (SELECT org_id, count(*)::int AS members, (count(*) FILTER (WHERE role = 'owner'))::int AS owners FROM new_rows GROUP BY org_id) d
    WHERE c.org_id = d.org_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER members_count_insert AFTER INSERT ON members REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_members();
--> statement-breakpoint
CREATE TRIGGER members_count_delete AFTER DELETE ON members REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_members();
--> statement-breakpoint
CREATE FUNCTION count_member_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE org_counts SET owners = owners + CASE WHEN NEW.role = 'owner' THEN 1 ELSE -1 END WHERE org_id = NEW.org_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- By row and only when ownership changes: last-seen updates of many members must not queue on the org's one row.
CREATE TRIGGER members_count_owners AFTER UPDATE OF role ON members FOR EACH ROW
  WHEN ((OLD.role = 'owner') IS DISTINCT FROM (NEW.role = 'owner')) EXECUTE FUNCTION count_member_owners();
--> statement-breakpoint
CREATE FUNCTION count_projects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN
    UPDATE org_counts c SET projects = c.projects - d.n
    FROM (SELECT org_id, count(*)::int AS n FROM old_rows WHERE deleted_at IS NULL GROUP BY org_id) d WHERE c.org_id = d.org_id;
  END IF;
  IF TG_OP IN ('UPDATE', 'INSERT') THEN
    UPDATE org_counts c SET projects = c.projects + d.n
    FROM (SELECT org_id, count(*)::int AS n FROM new_rows WHERE deleted_at IS NULL GROUP BY org_id) d WHERE c.org_id = d.org_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER projects_count_insert AFTER INSERT ON projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_projects();
--> statement-breakpoint
CREATE TRIGGER projects_count_update AFTER UPDATE ON projects REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_projects();
--> statement-breakpoint
CREATE TRIGGER projects_count_delete AFTER DELETE ON projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_projects();
--> statement-breakpoint
CREATE FUNCTION count_teams() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE org_counts c SET teams = c.teams - d.n FROM (SELECT org_id, count(*)::int AS n FROM old_rows GROUP BY org_id) d WHERE c.org_id = d.org_id;
  ELSE
    UPDATE org_counts c SET teams = c.teams + d.n FROM (SELECT org_id, count(*)::int AS n FROM new_rows GROUP BY org_id) d WHERE c.org_id = d.org_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER teams_count_insert AFTER INSERT ON teams REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_teams();
--> statement-breakpoint
CREATE TRIGGER teams_count_delete AFTER DELETE ON teams REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_teams();
--> statement-breakpoint
CREATE FUNCTION count_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN
    UPDATE org_counts c SET invitations = c.invitations - d.n
    FROM (SELECT org_id, count(*)::int AS n FROM old_rows WHERE num_nonnulls(accepted_at, declined_at, revoked_at) = 0 GROUP BY org_id) d WHERE c.org_id = d.org_id;
  END IF;
  IF TG_OP IN ('UPDATE', 'INSERT') THEN
    UPDATE org_counts c SET invitations = c.invitations + d.n
    FROM (SELECT org_id, count(*)::int AS n FROM new_rows WHERE num_nonnulls(accepted_at, declined_at, revoked_at) = 0 GROUP BY org_id) d WHERE c.org_id = d.org_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER invitations_count_insert AFTER INSERT ON invitations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_invitations();
--> statement-breakpoint
CREATE TRIGGER invitations_count_update AFTER UPDATE ON invitations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_invitations();
--> statement-breakpoint
CREATE TRIGGER invitations_count_delete AFTER DELETE ON invitations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_invitations();
--> statement-breakpoint

-- A member carries a copy of the person's name and e-mail, so that sorting and searching within an org use one index.
CREATE FUNCTION members_copy_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT u.name, u.email INTO NEW.name, NEW.email FROM users u WHERE u.id = NEW.user_id;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER members_copy_person BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION members_copy_person();
--> statement-breakpoint
CREATE FUNCTION users_refresh_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE members SET name = NEW.name, email = NEW.email WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_refresh_members AFTER UPDATE OF name, email ON users FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION users_refresh_members();
--> statement-breakpoint

-- The last guard of R1: whatever path is taken, no org commits without an owner.
CREATE FUNCTION org_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  org integer;
BEGIN
  IF TG_TABLE_NAME = 'orgs' THEN org := NEW.id; ELSE org := OLD.org_id; END IF;
  IF EXISTS (SELECT 1 FROM orgs WHERE id = org) AND NOT EXISTS (SELECT 1 FROM org_counts WHERE org_id = org AND owners > 0) THEN
    RAISE EXCEPTION 'organization % would have no owner', org USING ERRCODE = 'check_violation', CONSTRAINT = 'org_keeps_an_owner';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER orgs_keep_an_owner AFTER INSERT ON orgs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION org_keeps_an_owner();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER members_keep_an_owner_update AFTER UPDATE OF role ON members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.role = 'owner' AND NEW.role <> 'owner') EXECUTE FUNCTION org_keeps_an_owner();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER members_keep_an_owner_delete AFTER DELETE ON members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.role = 'owner') EXECUTE FUNCTION org_keeps_an_owner();
--> statement-breakpoint

-- Audit entries are written once.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
--> statement-breakpoint
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
--> statement-breakpoint

-- R3: why somebody reaches a project. One row per grant; the effective role is max(role). Grants only add.
CREATE VIEW project_access AS
  SELECT p.org_id, p.id AS project_id, m.user_id, CASE m.role WHEN 'owner' THEN 'owner'::project_role ELSE 'admin'::project_role END AS role,
    'organization' AS source, NULL::text AS team_id
  FROM projects p JOIN members m ON m.org_id = p.org_id AND m.role IN ('owner', 'admin')
  WHERE p.deleted_at IS NULL
  UNION ALL
  SELECT p.org_id, p.id, tm.user_id, t.role, 'team', t.id
  FROM projects p JOIN team_projects tp ON tp.project_id = p.id JOIN teams t ON t.id = tp.team_id JOIN team_members tm ON tm.team_id = t.id
  WHERE p.deleted_at IS NULL
  UNION ALL
  SELECT p.org_id, p.id, g.user_id, g.role, 'individual', NULL
  FROM projects p JOIN project_grants g ON g.project_id = p.id
  WHERE p.deleted_at IS NULL
  UNION ALL
  SELECT p.org_id, p.id, m.user_id, p.all_users_role, 'all_users', NULL
  FROM projects p JOIN members m ON m.org_id = p.org_id
  WHERE p.deleted_at IS NULL AND p.all_users_role IS NOT NULL;
--> statement-breakpoint

-- Monthly parts of the events table. Called ahead of time by a job; the default part catches what lies outside.
CREATE TABLE events_other PARTITION OF events DEFAULT;
--> statement-breakpoint
CREATE FUNCTION ensure_event_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  part text := 'events_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(part) IS NULL THEN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)', part,
      first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  END IF;
END $$;

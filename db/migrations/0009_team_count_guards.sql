-- How many people and projects each team has, exact and inside the same transaction, so that a list of teams sorts and
-- pages by an index. A deleted project does not count, and counts again once it is restored.
CREATE FUNCTION count_team_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE teams t SET member_count = t.member_count - d.n FROM (SELECT team_id, count(*)::int AS n FROM old_rows GROUP BY team_id) d WHERE t.id = d.team_id;
  ELSE
    UPDATE teams t SET member_count = t.member_count + d.n FROM (SELECT team_id, count(*)::int AS n FROM new_rows GROUP BY team_id) d WHERE t.id = d.team_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER team_members_count_insert AFTER INSERT ON team_members REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_team_members();
--> statement-breakpoint
CREATE TRIGGER team_members_count_delete AFTER DELETE ON team_members REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_team_members();
--> statement-breakpoint
CREATE FUNCTION count_projects_of_teams(ids text[]) RETURNS void LANGUAGE sql AS $$
  UPDATE teams t SET project_count = c.n
  FROM (SELECT i.id, count(p.id)::int AS n FROM unnest(ids) AS i (id)
    LEFT JOIN team_projects tp ON tp.team_id = i.id LEFT JOIN projects p ON p.id = tp.project_id AND p.deleted_at IS NULL GROUP BY i.id) c
  WHERE t.id = c.id
$$;
--> statement-breakpoint
CREATE FUNCTION count_team_projects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM count_projects_of_teams(ARRAY(SELECT DISTINCT team_id FROM old_rows));
  ELSE
    PERFORM count_projects_of_teams(ARRAY(SELECT DISTINCT team_id FROM new_rows));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER team_projects_count_insert AFTER INSERT ON team_projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_team_projects();
--> statement-breakpoint
CREATE TRIGGER team_projects_count_delete AFTER DELETE ON team_projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_team_projects();
--> statement-breakpoint
CREATE FUNCTION count_projects_of_their_teams() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
BEGIN
  SELECT array_agg(DISTINCT tp.team_id) INTO ids FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN team_projects tp ON tp.project_id = n.id
  WHERE (n.deleted_at IS NULL) <> (o.deleted_at IS NULL);
  IF ids IS NOT NULL THEN
    PERFORM count_projects_of_teams(ids);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER projects_count_for_teams AFTER UPDATE ON projects REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_projects_of_their_teams();
--> statement-breakpoint
-- Whoever looked at a team and then saves can tell whether it is still the one they saw.
CREATE FUNCTION teams_next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER teams_next_version BEFORE UPDATE ON teams FOR EACH ROW EXECUTE FUNCTION teams_next_version();
--> statement-breakpoint
UPDATE teams t SET member_count = (SELECT count(*) FROM team_members m WHERE m.team_id = t.id),
  project_count = (SELECT count(*) FROM team_projects tp JOIN projects p ON p.id = tp.project_id AND p.deleted_at IS NULL WHERE tp.team_id = t.id);

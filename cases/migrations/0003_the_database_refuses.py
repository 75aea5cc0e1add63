"""What the law refuses, the database refuses: edges, events, the accused, the append-only record.

- a state changes only along an edge of the table, and only with an event in the same transaction (also by raw SQL);
- CaseEvent and the audit chain are append-only;
- an accused unit, and every unit below it, is never given the case nor a grant (条例第30条第3款).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_check_edge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    machine_name text := TG_ARGV[0];
    source_state text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM cases_allowededge e
                   WHERE e.machine = machine_name AND e.source = source_state AND e.target = NEW.state) THEN
        RAISE EXCEPTION 'state of % may not go from "%" to "%"', machine_name, source_state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER case_edge BEFORE INSERT OR UPDATE OF state ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('case');
CREATE TRIGGER handling_edge BEFORE INSERT OR UPDATE OF state ON cases_handling
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('handling');

CREATE FUNCTION cases_check_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case bigint;
BEGIN
    IF OLD.state = NEW.state THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'cases_case' THEN
        the_case := NEW.id;
    ELSE
        SELECT case_id INTO the_case FROM cases_claim WHERE id = NEW.claim_id;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.txid = txid_current() AND e.case_id = the_case) THEN
        RAISE EXCEPTION 'a change of state needs its event in the same transaction'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER case_state_has_event AFTER UPDATE ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_check_event();
CREATE CONSTRAINT TRIGGER handling_state_has_event AFTER UPDATE ON cases_handling
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_check_event();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_caseevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION cases_owner_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RAISE EXCEPTION 'only the owner of the schema changes the transition table' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER edges_by_owner_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON cases_allowededge
    FOR EACH STATEMENT EXECUTE FUNCTION cases_owner_only();

CREATE FUNCTION cases_refuse_accused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case bigint;
    the_unit bigint;
BEGIN
    IF TG_TABLE_NAME = 'cases_handling' THEN
        SELECT case_id INTO the_case FROM cases_claim WHERE id = NEW.claim_id;
        the_unit := NEW.unit_id;
    ELSE
        the_case := NEW.case_id;
        SELECT unit_id INTO the_unit FROM organizations_user WHERE id = NEW.user_id;
    END IF;
    IF EXISTS (SELECT 1 FROM cases_accusedunit a
               JOIN organizations_unit accused ON accused.id = a.unit_id
               JOIN organizations_unit given ON given.id = the_unit
               WHERE a.case_id = the_case AND starts_with(given.path, accused.path)) THEN
        RAISE EXCEPTION 'the accused unit is never given the accusation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER handling_never_with_accused BEFORE INSERT OR UPDATE OF unit_id, claim_id ON cases_handling
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_accused();
CREATE TRIGGER grant_never_to_accused BEFORE INSERT OR UPDATE OF user_id, case_id ON cases_compartmentgrant
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_accused();
"""

BACKWARD = """
DROP TRIGGER grant_never_to_accused ON cases_compartmentgrant;
DROP TRIGGER handling_never_with_accused ON cases_handling;
DROP FUNCTION cases_refuse_accused();
DROP TRIGGER edges_by_owner_only ON cases_allowededge;
DROP FUNCTION cases_owner_only();
DROP TRIGGER record_append_only ON audit_record;
DROP TRIGGER event_append_only ON cases_caseevent;
DROP FUNCTION refuse_change();
DROP TRIGGER handling_state_has_event ON cases_handling;
DROP TRIGGER case_state_has_event ON cases_case;
DROP FUNCTION cases_check_event();
DROP TRIGGER handling_edge ON cases_handling;
DROP TRIGGER case_edge ON cases_case;
DROP FUNCTION cases_check_edge();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

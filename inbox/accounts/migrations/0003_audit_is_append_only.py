from django.db import migrations

FREEZE = """
    CREATE FUNCTION accounts_auditentry_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit entries are never changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'audit_entries_stay_as_written';
    END $$;
    CREATE TRIGGER audit_entries_stay_as_written
        BEFORE UPDATE OR DELETE ON accounts_auditentry
        FOR EACH ROW EXECUTE FUNCTION accounts_auditentry_frozen();
"""
THAW = """
    DROP TRIGGER audit_entries_stay_as_written ON accounts_auditentry;
    DROP FUNCTION accounts_auditentry_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_promotions_and_ad_window")]

    operations = [migrations.RunSQL(FREEZE, THAW)]

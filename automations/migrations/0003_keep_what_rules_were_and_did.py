"""Rules become their first version, and what they sent becomes runs: C-1 remembers it."""

from django.db import migrations

VERSIONS = """
    INSERT INTO automations_ruleversion (workspace_id, rule_id, number, definition, published_at, who)
    SELECT workspace_id, id, 1, definition, created_at, '' FROM automations_rule r
    WHERE NOT EXISTS (SELECT 1 FROM automations_ruleversion v WHERE v.rule_id = r.id)
"""
LIVE = """
    UPDATE automations_rule r SET live_id = v.id FROM automations_ruleversion v
    WHERE v.rule_id = r.id AND v.number = 1 AND r.live_id IS NULL
"""
RUNS = """
    INSERT INTO automations_run (workspace_id, rule_id, version_id, thread_id, contact_id,
        message_id, place, visits, waits_for, tries, answers, started_at, moved_at, ended_at, ended,
        detail)
    SELECT f.workspace_id, f.rule_id, max(r.live_id), m.thread_id, f.contact_id, f.message_id,
        max(f.step), count(*), '', 0, '{}', min(f.created_at), max(f.created_at), max(f.created_at),
        'finished', ''
    FROM automations_firing f
    JOIN automations_rule r ON r.id = f.rule_id
    JOIN threads_message m ON m.id = f.message_id
    WHERE f.outbound_id IS NOT NULL
    GROUP BY f.workspace_id, f.rule_id, m.thread_id, f.contact_id, f.message_id
    ON CONFLICT (message_id) DO NOTHING
"""
STEPS = """
    INSERT INTO automations_stepdone (workspace_id, run_id, rule_id, contact_id, visit, place, kind,
        outbound_id, wording, words, skipped, detail, at)
    SELECT f.workspace_id, run.id, f.rule_id, f.contact_id, f.step, f.step,
        CASE WHEN o.kind = 'public_reply' THEN 'reply_publicly' ELSE 'send' END,
        f.outbound_id, f.wording, f.words,
        CASE WHEN f.skipped IN ('', 'all_sent') THEN f.skipped ELSE 'refused' END,
        f.detail, f.created_at
    FROM automations_firing f
    JOIN automations_run run ON run.message_id = f.message_id
    LEFT JOIN delivery_outbound o ON o.id = f.outbound_id
    ON CONFLICT (run_id, visit) DO NOTHING
"""
DECISIONS = """
    INSERT INTO automations_decision (workspace_id, message_id, thread_id, outcome, why, rule_id,
        run_id, is_fallback, also_matched, detail, at)
    SELECT DISTINCT ON (f.message_id) f.workspace_id, f.message_id, m.thread_id,
        CASE WHEN run.id IS NOT NULL THEN 'fired'
             WHEN f.skipped = 'asked_for_a_person' THEN 'handed_off' ELSE 'silent' END,
        CASE WHEN run.id IS NOT NULL OR f.skipped = 'asked_for_a_person' THEN '' ELSE f.skipped END,
        f.rule_id, run.id, false, f.also_matched, f.detail, f.created_at
    FROM automations_firing f
    JOIN threads_message m ON m.id = f.message_id
    LEFT JOIN automations_run run ON run.message_id = f.message_id
    ORDER BY f.message_id, f.step
    ON CONFLICT (message_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("automations", "0002_flows_decisions_and_handoffs")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (VERSIONS, LIVE, RUNS, STEPS, DECISIONS)
    ]

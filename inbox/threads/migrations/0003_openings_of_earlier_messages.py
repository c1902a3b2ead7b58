"""What opened the windows before openings were kept: read off the messages, batch by batch."""

from django.apps.registry import Apps
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 10_000  # message ids a statement
KEEP = """
    INSERT INTO threads_opening (workspace_id, thread_id, message_id, cause, at)
    SELECT workspace_id, thread_id, id, CASE
        WHEN context->'referral'->>'ad_id' IS NOT NULL
            OR upper(context->'referral'->>'source') = 'ADS' THEN 'ad'
        WHEN kind IN ('tap', 'story_reply', 'story_mention') THEN kind
        ELSE 'message' END, sent_at
    FROM threads_message
    WHERE id >= %s AND id < %s AND origin = 'contact' AND kind <> 'comment'
        AND sent_at IS NOT NULL
    ON CONFLICT (message_id) DO NOTHING
"""
POINT = """
    UPDATE threads_thread t SET
        opened_by_id = (SELECT o.message_id FROM threads_opening o
            JOIN threads_message m ON m.id = o.message_id
            WHERE o.thread_id = t.id AND o.at = t.last_inbound_at
            ORDER BY o.cause COLLATE "C" DESC, m.external_id COLLATE "C" DESC LIMIT 1),
        last_ad_at = (SELECT max(o.at) FROM threads_opening o
            WHERE o.thread_id = t.id AND o.cause = 'ad')
    WHERE t.id >= %s AND t.id < %s AND t.last_inbound_at IS NOT NULL
"""


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Safe to run twice."""
    _in_batches("threads_message", KEEP)
    _in_batches("threads_thread", POINT)


def _in_batches(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  # our own name
        (last,) = cursor.fetchone()
        for first in range(1, last + 1, BATCH):
            cursor.execute(statement, [first, first + BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("threads", "0002_openings_posts_and_other_apps")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]

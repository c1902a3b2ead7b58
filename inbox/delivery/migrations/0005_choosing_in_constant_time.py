"""Built while the product runs: no lock but the briefest on messages and calls."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('delivery', '0004_each_call_names_its_account'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='attempt',
            index=models.Index(fields=['account', 'started_at'], name='attempt_of_account'),
        ),
        AddIndexConcurrently(
            model_name='attempt',
            index=models.Index(condition=models.Q(('unmapped', True)), fields=['started_at'], name='attempt_unmapped'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('due_at__isnull', True), ('state', 'queued')), fields=['account', 'author', 'kind', 'on_live', 'priority', 'window_ends_at', 'id'], name='outbound_ready'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('state', 'queued')), fields=['account', 'due_at'], name='outbound_later'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['account', 'window_ends_at'], name='outbound_deadlines'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending', 'unknown'])), fields=['thread', 'priority', 'id'], name='outbound_pending_of_thread'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('check_due_at__isnull', False)), fields=['check_due_at'], name='outbound_to_check'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('handled_at__isnull', True), ('state__in', ['failed', 'expired', 'unknown'])), fields=['workspace', 'reason', '-id'], name='outbound_failures'),
        ),
        AddIndexConcurrently(
            model_name='outbound',
            index=models.Index(condition=models.Q(('state__in', ['failed', 'expired'])), fields=['workspace', 'settled_at'], name='outbound_given_up_on'),
        ),
        RemoveIndexConcurrently(
            model_name='outbound',
            name='outbound_next_in_lane',
        ),
    ]

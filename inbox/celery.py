"""The Celery app. Queues by kind: intake, lanes, background; each task names nothing but ids."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")

app = Celery("handoff")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()

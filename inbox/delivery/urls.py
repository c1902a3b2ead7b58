"""What people send from a thread, and what they do to its comments and files."""

from django.urls import path

from inbox.delivery import views
from inbox.delivery.comments import views as comments
from inbox.delivery.control import views as control
from inbox.delivery.failures import views as failures
from inbox.delivery.files import views as files
from inbox.delivery.sends import views as sends
from inbox.delivery.waiting import views as waiting

SEND = "t/<int:thread_id>/sends/<int:outbound_id>"

urlpatterns = [
    path("queue/", waiting.index, name="queue"),
    path("queue/<int:account_id>/", waiting.of_account, name="queue_of_account"),
    path(
        "t/<int:thread_id>/sends/<int:outbound_id>/handover/",
        waiting.handover,
        name="send_handover",
    ),
    path(f"{SEND}/retry/", sends.retry, name="send_retry"),
    path(f"{SEND}/next/", sends.send_next, name="send_next"),
    path(f"{SEND}/withdrawal/", sends.withdrawal, name="send_withdrawal"),
    path(f"{SEND}/settlement/", sends.settlement, name="send_settlement"),
    path(f"{SEND}/handled/", sends.handled, name="send_handled"),
    path("t/<int:thread_id>/replies/", views.replies, name="replies"),
    path("t/<int:thread_id>/promotion/", views.look, name="promotion"),
    path("t/<int:thread_id>/control/", control.control, name="control"),
    path(
        "t/<int:thread_id>/comments/<int:message_id>/hiding/",
        comments.hiding,
        name="comment_hiding",
    ),
    path(
        "t/<int:thread_id>/comments/<int:message_id>/removal/",
        comments.removal,
        name="comment_removal",
    ),
    path("t/<int:thread_id>/uploads/", files.uploads, name="uploads"),
    path("t/<int:thread_id>/uploads/<int:upload_id>/", files.upload, name="upload"),
    path("media/<slug:secret>/<str:name>", files.public, name="media"),
    path("failures/", failures.index, name="failures"),
    path("failures/<slug:reason>/", failures.of_reason, name="failures_of"),
    path("failures/<slug:reason>/table/", failures.table, name="failures_table"),
    path("failures/<slug:reason>/retries/", failures.retries, name="failures_retries"),
    path("failures/<slug:reason>/handled/", failures.handled, name="failures_handled"),
    path("failures/<slug:reason>/assignment/", failures.assignment, name="failures_assignment"),
]

"""What people send from a thread, and what they do to its comments and files."""

from django.urls import path

from inbox.delivery import views
from inbox.delivery.comments import views as comments
from inbox.delivery.control import views as control
from inbox.delivery.files import views as files

urlpatterns = [
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
]

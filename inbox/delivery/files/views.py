"""Files under a thread for its members, and one at a time for the platform that fetches it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inbox.accounts.membership import MemberRequest, member_required
from inbox.bounds import takes
from inbox.delivery.files import media, shelf_life
from inbox.delivery.files.serving import hand_out
from inbox.delivery.files.uploads import LARGEST, keep, remove
from inbox.delivery.guard import Refused
from inbox.delivery.models import Upload
from inbox.threads.models import Thread

PREVIEW_SECONDS = 3600


class UploadForm(forms.Form):
    """A file as the composer posts it. ``key`` makes a repeated post one file."""

    file = forms.FileField(
        allow_empty_file=True,  # said in our own words
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    key = forms.UUIDField()


@takes(LARGEST)
@member_required
@require_POST
def uploads(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Keep a file to be sent: 201 with what it is, or 422 with the reason why not."""
    threads = Thread.objects.visible_to(request.member).select_related("account")
    thread = get_object_or_404(threads, pk=thread_id)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"code": "invalid", "detail": words}, status=422)
    data = form.cleaned_data
    result = keep(thread, data["file"], member=request.member, key=data["key"])
    if isinstance(result, Refused):
        return JsonResponse({"code": result.code, "detail": result.detail}, status=422)
    return JsonResponse(_described(result), status=201)


@member_required  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def upload(request: MemberRequest, thread_id: int, upload_id: int) -> HttpResponseBase:
    """The file itself for members; a DELETE forgets it, unless it is part of a message."""
    files = shelf_life.readable(Upload.objects.visible_to(request.member))
    found = get_object_or_404(files, pk=upload_id, thread=thread_id)
    if request.method == "DELETE" or request.POST.get("_method") == "delete":
        return _removed(found)
    if request.method == "POST":
        detail = _("A kept file can't be changed. Send another one.")
        return JsonResponse({"code": "invalid", "detail": detail}, status=422)
    response = hand_out(request, found, inline=found.kind == Upload.Kind.IMAGE)
    response["Cache-Control"] = f"private, max-age={PREVIEW_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_safe
def public(request: HttpRequest, secret: str, name: str) -> HttpResponseBase:
    """A file for the platform, by an address that nobody can guess. ``name`` is for its people."""
    offered = shelf_life.offered(Upload.everywhere.all(), timezone.now())
    found = get_object_or_404(offered, secret=secret)
    response = hand_out(request, found, inline=found.kind != Upload.Kind.FILE)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _removed(found: Upload) -> HttpResponse:
    if remove(found):
        return HttpResponse(status=204)
    detail = _("This file is part of a message by now. Take the message back instead.")
    return JsonResponse({"code": "upload_queued", "detail": detail}, status=409)


def _described(upload: Upload) -> dict[str, object]:
    return {
        "id": upload.pk,
        "key": str(upload.key),
        "kind": upload.kind,
        "name": upload.name,
        "size": upload.size,
        "content_type": upload.content_type,
        "url": media.preview_path(upload),
    }

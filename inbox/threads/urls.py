"""The inbox and its threads. Replies are made under the same addresses by ``delivery``."""

from django.urls import path

from inbox.threads.views import acts, assignments, pages, sends

urlpatterns = [
    path("", pages.front, name="front"),
    path("inbox/", pages.home, name="inbox"),
    path("inbox/<slug:slug>/", pages.show_view, name="view"),
    path("inbox/<slug:slug>/rows/", pages.show_rows, name="rows"),
    path("inbox/<slug:slug>/counts/", pages.show_counts, name="counts"),
    path("inbox/<slug:slug>/t/<int:thread_id>/", pages.show_thread, name="thread_in_view"),
    path("t/<int:thread_id>/", pages.permalink, name="thread"),
    path("t/<int:thread_id>/row/", pages.show_row, name="row"),
    path("t/<int:thread_id>/items/", pages.show_items, name="items"),
    path("t/<int:thread_id>/sends/", sends.show_sends, name="sends"),
    path("t/<int:thread_id>/notes/", acts.notes, name="notes"),
    path("t/<int:thread_id>/assignment/", assignments.assignment, name="assignment"),
    path("t/<int:thread_id>/return/", assignments.give_back, name="return"),
    path("t/<int:thread_id>/resolution/", acts.resolution, name="resolution"),
    path("t/<int:thread_id>/reads/", acts.reads, name="reads"),
    path("t/<int:thread_id>/watch/", acts.watch, name="watch"),
]

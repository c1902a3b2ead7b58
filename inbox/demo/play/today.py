"""This morning: conversations between the team, the rules and the customers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from inbox.demo.stage import Stage, Teammate


def this_morning(stage: Stage, kim: Teammate, robin: Teammate) -> None:
    _wants_a_person(stage)
    _plans_a_wedding(stage, robin)
    _says_it_aloud(stage, kim)
    _two_comment(stage)
    _is_gone(stage, kim)
    _is_too_late_for_meta(stage, kim)


def _wants_a_person(stage: Stage) -> None:
    daniel = stage.customer("daniel.osei", "Daniel Osei")
    daniel.writes("Hi, how much is a cake for 20 people?")
    stage.let_pass(minutes=4)
    daniel.does("seen")
    daniel.writes("It has to be without nuts, there is an allergy. Can I talk to someone?")


def _plans_a_wedding(stage: Stage, robin: Teammate) -> None:
    elif_ = stage.customer("elif.demir", "Elif Demir")
    elif_.writes("We are getting married in June 🎉 Do you make wedding cakes?")
    stage.let_pass(minutes=4)
    robin.takes(elif_)
    robin.answers(elif_, "Congratulations! We do. Would you like to come by for a tasting?")
    elif_.writes("We would love to! I ask my fiancé when he can and write to you tomorrow.")
    stage.let_pass(minutes=4)
    robin.notes(elif_, "Tasting: lemon, hazelnut, rose. Ask for the number of guests.")
    robin.snoozes(elif_, timezone.now() + timedelta(hours=20))


def _says_it_aloud(stage: Stage, kim: Teammate) -> None:
    clara = stage.customer("clara.winter", "Clara Winter")
    clara.does("audio")
    clara.writes("Sorry for the voice message, I had my hands full 😅")
    stage.let_pass(minutes=4)
    kim.takes(clara)
    kim.answers(clara, "No problem! Six croissants for tomorrow at eight, paid at the counter?")
    clara.does("seen")
    answer = clara.writes("Exactly, thank you Kim!")
    stage.let_pass(minutes=4)
    kim.answers(clara, "They will be warm.")
    clara.does("seen")
    last = clara.thread.last_message
    if last and last.external_id:
        clara.does("react", mid=last.external_id, reaction="love")
    clara.does("photo", reply_to=answer)


def _two_comment(stage: Stage) -> None:
    petra = stage.customer("petra.koval", "Petra Koval")
    petra.does("comment", post="cake", text="CAKE please, it is for my mother")
    lena = stage.customer("lena.ortiz", "Lena Ortiz")
    words = "These look unreal. Do you also make them with dark chocolate?"
    lena.does("comment", post="croissant", text=words)


def _is_gone(stage: Stage, kim: Teammate) -> None:
    hugo = stage.customer("hugo.marin", "Hugo Marín")
    hugo.writes("Do you have any spelt bread left today?")
    stage.let_pass(minutes=4)
    hugo.becomes(blocked=True)
    kim.answers(hugo, "Two loaves. Shall I keep one for you?")


def _is_too_late_for_meta(stage: Stage, kim: Teammate) -> None:
    ines = stage.customer("ines.faro", "Inês Faro")
    ines.writes("Which of your breads have no milk in them?")
    stage.let_pass(minutes=4)
    kim.is_refused(ines, "All sourdoughs, and the rye. The brioche has butter.", "window_closed")

"""Eight days ago, then three: threads that are locked, closed, or only a person may answer."""

from __future__ import annotations

from inbox.demo.stage import Stage, Teammate


def eight_days_ago(stage: Stage, kim: Teammate, robin: Teammate) -> None:
    _the_cake_was_good(stage, kim)
    _never_came_back(stage)
    _heard_from_the_app(stage)


def three_days_ago(stage: Stage, kim: Teammate, robin: Teammate) -> None:
    _the_broken_box(stage, robin)
    _asked_in_arabic(stage)


def _the_cake_was_good(stage: Stage, kim: Teammate) -> None:
    marta = stage.customer("marta.lind", "Marta Lind")
    marta.writes("Hi! I would like a lemon cake for twelve people, for Saturday. Possible?")
    stage.let_pass(minutes=4)
    kim.answers(marta, "Hello Marta, gladly. Shall we write something on it?")
    marta.writes("Just “Happy 40, Jonas”. Thank you!")
    stage.let_pass(minutes=4)
    kim.answers(marta, "Noted. Pick it up on Saturday from nine.")
    marta.writes("It was wonderful, everybody asked where it came from 🍋")
    marta.does("seen")
    stage.let_pass(minutes=4)
    kim.reads(marta)
    kim.resolves(marta)


def _never_came_back(stage: Stage) -> None:
    joao = stage.customer("joao.teles", "João Teles")
    joao.writes("Hello, what is the price of the carrot cake?")
    stage.let_pass(minutes=4)
    joao.does("seen")


def _heard_from_the_app(stage: Stage) -> None:
    leo = stage.customer("leo.nakamura", "Leo Nakamura")
    leo.writes("Is there still a place in the bread course in March?")
    stage.let_pass(minutes=4)
    leo.does("typed_in_app", text="One left! Shall I keep it for you?")
    leo.writes("Yes please!")
    leo.does("typed_in_app", text="Done, see you in March.")


def _the_broken_box(stage: Stage, robin: Teammate) -> None:
    tomasz = stage.customer("tomasz.wrona", "Tomasz Wrona")
    tomasz.writes("The box with my order was crushed and half of the macarons are broken.")
    tomasz.does("photo")
    stage.let_pass(minutes=4)
    robin.takes(tomasz)
    robin.answers(tomasz, "I am sorry, Tomasz. We bake them again today. Is tomorrow all right?")
    tomasz.writes("Tomorrow is fine. Can you leave it with the neighbours, number 14?")
    stage.let_pass(minutes=4)
    robin.notes(tomasz, "Order 2291: twelve macarons again, free. Courier knows about number 14.")


def _asked_in_arabic(stage: Stage) -> None:
    nadia = stage.customer("nadia.haddad", "نادية حداد")
    nadia.writes("مرحبا، هل لديكم خبز بدون غلوتين؟")
    nadia.writes("أحتاجه ليوم الجمعة لو سمحتم 🙏")

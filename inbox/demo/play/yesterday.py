"""Yesterday, more than a day ago: the free window has just closed, a person may still write."""

from __future__ import annotations

from inbox.demo.stage import Stage, Teammate


def yesterday(stage: Stage, kim: Teammate, robin: Teammate) -> None:
    _answered_in_hebrew(stage, robin)
    _left_unanswered(stage)
    _changed_her_mind(stage, kim)


def _answered_in_hebrew(stage: Stage, robin: Teammate) -> None:
    oren = stage.customer("oren.levi", "אורן לוי")
    oren.writes("שלום! אפשר להזמין חלה ליום שישי?")
    stage.let_pass(minutes=4)
    robin.answers(oren, "בשמחה, אורן. כמה חלות?")
    oren.does("seen")
    oren.writes("שתיים, בבקשה. Two large ones, with sesame.")


def _left_unanswered(stage: Stage) -> None:
    sofia = stage.customer("sofia.brandt", "Sofia Brandt")
    sofia.writes("Good evening, do you deliver to offices? We are about thirty people.")
    sofia.writes("It would be every second Friday, starting next month.")


def _changed_her_mind(stage: Stage, kim: Teammate) -> None:
    vera = stage.customer("vera.lang", "Vera Lang")
    first = vera.writes("Two rye loafs for Thursday please")
    vera.does("edit", mid=first, text="Two rye loaves for Thursday please")
    second = vera.writes("My address is 9 Mill Lane")
    stage.let_pass(minutes=4)
    vera.does("unsend", mid=second)
    vera.writes("Sorry, I will pick them up after all.")
    stage.let_pass(minutes=4)
    kim.answers(vera, "They wait for you under your name, Vera.")
    vera.does("seen")

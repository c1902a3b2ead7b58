"""What has just arrived, and what has waited: these lie in the past by their own times."""

from __future__ import annotations

from datetime import timedelta

from inbox.demo.stage import Customer, Stage, Teammate

OTHER_APP = "222000000000000"  # some app of the shop's that is connected as well


def ago(hours: float = 0, minutes: float = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


def now(stage: Stage, kim: Teammate, robin: Teammate) -> None:
    _windows_about_to_close(stage)
    _comments(stage)
    _stories(stage)
    karim = _shared_things(stage)
    grace = _taps_and_ads(stage)
    _words(stage)
    _with_another_app(stage)
    stage.settle()
    robin.takes(karim)
    robin.notes(karim, "Third person this week who asks for a coffee course. Sam, shall we?")
    kim.takes(grace)
    kim.answers(grace, "It is for two. For four we pack a second one at half the price.")


def _windows_about_to_close(stage: Stage) -> None:
    rosa = stage.customer("rosa.pinto", "Rosa Pinto")
    rosa.writes("I never got the invoice for the office breakfast. Could you send it?", ago(166.5))
    yuki = stage.customer("yuki.tan", "Yuki Tan")
    yuki.writes("Can I still change my order for tomorrow from four to six?", ago(23, 49))
    ben = stage.customer("ben.achter", "Ben Achterberg")
    ben.writes("Is the almond croissant vegan?", ago(22, 41))
    ben.writes("And the cinnamon one?", ago(22, 40))


def _comments(stage: Stage) -> None:
    femi = stage.customer("femi.adeyemi", "Femi Adeyemi")
    femi.does("comment", post="live", text="Greetings from Lagos 👋🏾")
    hanna = stage.customer("hanna.weiss", "Hanna Weiß")
    hanna.does("comment", post="sourdough", text="Is it sour, or sour sour?")
    hanna.writes("I asked below your bread, but maybe it is easier here 😊", ago(minutes=6))


def _stories(stage: Stage) -> None:
    mila = stage.customer("mila.novak", "Mila Novak")
    mila.does("story_reply", ago(minutes=35), post="story", text="Pistachio?! Keep me a box 😍")
    theo = stage.customer("theo.blanc", "Théo Blanc")
    theo.does("story_mention", ago(1, 20))


def _shared_things(stage: Stage) -> Customer:
    karim = stage.customer("karim.aziz", "Karim Aziz")
    karim.does("ig_reel", ago(minutes=28), post="reel")
    karim.writes("Do you teach this? I would pay for a course.", ago(minutes=27))
    zoe = stage.customer("zoe.hart", "Zoë Hart")
    zoe.does("ephemeral", ago(2, 10))
    zoe.does("unsupported", ago(2, 9))
    noor = stage.customer("noor.bakker", "Noor Bakker")
    noor.does("album", ago(1, 5), count=3)
    noor.writes("This is the table we want to fill. What would you put on it?", ago(1, 4))
    noor.does("referral", ago(minutes=55), ref="window_poster")
    return karim


def _taps_and_ads(stage: Stage) -> Customer:
    nils = stage.customer("nils.berg", "Nils Berg")
    nils.does("ice_breaker", ago(minutes=44), title="Do you take orders?", payload="ORDERS")
    grace = stage.customer("grace.oduya", "Grace Oduya")
    offer = {"title": "Breakfast box", "ref": "breakfast", "picture": "croissant.jpg"}
    grace.does("ad", ago(minutes=18), text="Is the breakfast box for two or for four?", **offer)
    return grace


def _with_another_app(stage: Stage) -> None:
    oskar = stage.customer("oskar.lind", "Oskar Lind")
    oskar.becomes(owner_app=OTHER_APP)
    oskar.writes(
        "The courier says my box is at the depot. Whom do I have to call?", ago(minutes=50)
    )


def _words(stage: Stage) -> None:
    pip = stage.customer("pip.larsen", "Pip Larsen")
    pip.writes("😍😍😍", ago(minutes=8))
    amir = stage.customer("amir.sayed", "Amir Sayed")
    amir.writes(_LONG, ago(4))
    hidden = stage.customer("quietfox.77")
    hidden.writes("are you open on monday", ago(minutes=3))
    ada = stage.customer("ada.moreno", "Ada Moreno")
    ada.writes("Do you ship to Portugal?", ago(minutes=2))
    ada.writes("The walnut bread, two loaves, if that is possible", ago(minutes=1))


_LONG = (
    "Hello, I hope this is the right place to ask. My parents celebrate their fiftieth wedding "
    "anniversary on the last weekend of next month, and we are planning a long breakfast for "
    "about forty people in their garden. Some of the guests do not eat eggs, two are allergic to "
    "nuts, and my aunt, who travels the furthest, eats nothing with wheat in it.\n\n"
    "We thought of several kinds of bread, something sweet that can be eaten by hand, and one "
    "large cake that my father may cut. Delivery would have to be before nine, because the "
    "musicians come at ten. The garden is in the hills behind the station, and the last part of "
    "the road is steep; a small van gets up there, a lorry does not.\n\n"
    "Could you tell me what you would suggest, how early you would need to know the numbers, and "
    "whether somebody of yours could come and look at the place before? Thank you very much!"
)

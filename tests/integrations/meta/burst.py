"""A burst of deliveries of every kind, as the customers of two shops would cause it."""

from __future__ import annotations

import random
from typing import Any

from tests.integrations.meta.payloads import body_of, by_business, change, comment, event, messaging

CDN = "https://cdn.example/x"
PEOPLE = 400


class Burst:
    """Deliveries in a random order, some of them twice; the same each time.

    Four of five are about ``shop``, with everything that can happen there. In ``kiosk`` people
    ask for the price and nothing else, so that it is known who has to get an answer.
    """

    def __init__(self, shop: str, kiosk: str, start: int, *, distinct: int, repeats: int) -> None:
        self.random = random.Random(20_261_001)
        self.shop, self.kiosk, self.start = shop, kiosk, start
        self.asked_for_the_price: set[str] = set()
        self.distinct = [self._delivery(number) for number in range(distinct)]
        self.all = self.distinct + self.random.sample(self.distinct, repeats)
        self.random.shuffle(self.all)

    def _delivery(self, number: int) -> bytes:
        maker = self._question
        if number % 5:
            makers = [self._message] * 50 + [self._echo] * 12 + [self._comment] * 8
            makers += [self._seen] * 8 + [self._reaction] * 7 + [self._tap] * 5
            makers += [self._picture] * 4 + [self._edit] * 3 + [self._unsend] * 2
            maker = self.random.choice([*makers, self._referral])
        return body_of(maker(number, self._owner(number), self._contact(number)))

    def _owner(self, number: int) -> str:
        return self.shop if number % 5 else self.kiosk

    def _contact(self, number: int) -> str:
        return str(2000 + number * 7919 % PEOPLE)

    def _at(self, number: int) -> int:
        return self.start + number * 100

    def _some_message(self, number: int) -> tuple[str, str]:
        """The id of what another delivery of the same shop says, if it says anything."""
        about = max(1, number + 5 * self.random.randrange(-40, 40))
        return f"mid-{about}", self._contact(about)

    def _question(self, number: int, shop: str, contact: str) -> Any:
        self.asked_for_the_price.add(contact)
        said = {"mid": f"mid-{number}", "text": "price?"}
        return self._wrap(shop, event(self._at(number), contact=contact, owner=shop, message=said))

    def _message(self, number: int, shop: str, contact: str) -> Any:
        said = {"mid": f"mid-{number}", "text": f"question {number}"}
        return self._wrap(shop, event(self._at(number), contact=contact, owner=shop, message=said))

    def _echo(self, number: int, shop: str, contact: str) -> Any:
        said = {"mid": f"mid-{number}", "text": "We will see.", "is_echo": True}
        told = by_business(self._at(number), contact=contact, owner=shop, message=said)
        return self._wrap(shop, told)

    def _comment(self, number: int, shop: str, contact: str) -> Any:
        value = comment(f"comment-{number}", "lovely", contact=contact)
        value["from"]["username"] = f"person.{contact}"
        return change("comments", value, owner=shop, seconds=self._at(number) // 1000)

    def _seen(self, number: int, shop: str, contact: str) -> Any:
        mid, contact = self._some_message(number)
        told = event(self._at(number), contact=contact, owner=shop, read={"mid": mid})
        return self._wrap(shop, told)

    def _reaction(self, number: int, shop: str, contact: str) -> Any:
        mid, contact = self._some_message(number)
        emoji = self.random.choice(["❤️", "😂"])
        reaction = {"mid": mid, "action": "react", "reaction": "love", "emoji": emoji}
        told = event(self._at(number), contact=contact, owner=shop, reaction=reaction)
        return self._wrap(shop, told)

    def _tap(self, number: int, shop: str, contact: str) -> Any:
        tap = {"mid": f"mid-{number}", "title": "Opening hours", "payload": "HOURS"}
        return self._wrap(shop, event(self._at(number), contact=contact, owner=shop, postback=tap))

    def _picture(self, number: int, shop: str, contact: str) -> Any:
        said = {
            "mid": f"mid-{number}",
            "attachments": [{"type": "image", "payload": {"url": CDN}}],
        }
        return self._wrap(shop, event(self._at(number), contact=contact, owner=shop, message=said))

    def _edit(self, number: int, shop: str, contact: str) -> Any:
        mid, contact = self._some_message(number)
        edit = {"mid": mid, "text": "what I meant", "num_edit": self.random.randrange(1, 4)}
        told = event(self._at(number), contact=contact, owner=shop, message_edit=edit)
        return self._wrap(shop, told)

    def _unsend(self, number: int, shop: str, contact: str) -> Any:
        mid, contact = self._some_message(number)
        removal = {"mid": mid, "is_deleted": True}
        told = event(self._at(number), contact=contact, owner=shop, message=removal)
        return self._wrap(shop, told)

    def _referral(self, number: int, shop: str, contact: str) -> Any:
        told = event(self._at(number), contact=contact, owner=shop, referral={"ref": "poster"})
        return self._wrap(shop, told)

    def _wrap(self, shop: str, *told: Any) -> Any:
        return messaging(*told, owner=shop)

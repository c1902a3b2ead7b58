"""The demo's shop, its people and its rules. All of it is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SLUG: Final = "demo"
NAME: Final = "Lume Bakehouse"
PASSWORD: Final = "demo-inbox"  # noqa: S105  # public; refused where DEBUG is off
IG_ID: Final = "17841400000008125"
USERNAME: Final = "lume.bakehouse"

# e-mail, role, name. The admin comes last: where she is, the demo is complete.
AGENT: Final = ("agent@demo.example", "agent", "Kim Duarte")
LEAD: Final = ("lead@demo.example", "lead", "Robin Hale")
ADMIN: Final = ("admin@demo.example", "admin", "Sam Okafor")

# product, picture, caption, hours ago
POSTS: Final = {
    "sourdough": ("FEED", "bread.jpg", "Sourdough, out of the oven at seven.", 70.0),
    "cake": ("FEED", "cake.jpg", "Birthday cakes to order. Comment CAKE for the list.", 30.0),
    "croissant": ("FEED", "croissant.jpg", "Butter, time, patience.", 9.0),
    "reel": ("REELS", "coffee.jpg", "How we pour the first cup of the day", 20.0),
    "story": ("STORY", "macarons.jpg", "New: pistachio", 5.0),
    "live": ("LIVE", "oven.jpg", "Live from the bakehouse", 0.5),
}

RULES: Final = Path(__file__).with_name("rules.json")  # what import_rules takes

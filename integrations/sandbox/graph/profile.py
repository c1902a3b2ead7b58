"""Profiles: the account's own, and those of people who agreed by writing."""

from integrations.sandbox.accounts import BASIC, MESSAGES
from integrations.sandbox.errors import refuse

from .call import Call, Json
from .fields import parse, pick

OWN = "id,user_id,username"
THEIRS = "id,name,username,profile_pic"


async def own(call: Call) -> Json:
    """``/me`` gives the app-scoped id, and the account's own as ``user_id``."""
    call.need(BASIC)
    account = call.account
    picture = f"{call.world.settings.url}/media/avatar/{account.username}.png"
    shown = {
        "id": account.app_scoped_id if call.parts[0] == "me" else call.parts[0],
        "user_id": account.ig_id,
        "username": account.username,
        "name": account.name,
        "account_type": account.option("account_type"),
        "profile_picture_url": picture,
        "followers_count": 0,
        "follows_count": 0,
        "media_count": call.world.store.value(
            "SELECT count(*) FROM media WHERE ig_id = ?", account.ig_id
        ),
        "messaging_feature_status": None,
    }
    return pick(shown, parse(call.text("fields", OWN)), "User")


async def theirs(call: Call) -> Json:
    """Readable once the person has written or tapped, and while they do not block us."""
    call.need(MESSAGES)
    contact = call.world.people.scoped(call.account.ig_id, call.parts[0])
    if contact is None or contact.reach == "deleted":
        raise call.missing(call.parts[0])
    if contact.blocked:
        raise refuse(2018218)
    if contact.consent_at is None:
        raise refuse(230)
    shown = {
        "id": contact.igsid,
        "name": contact.name,
        "username": contact.username,
        "profile_pic": f"{call.world.settings.url}/media/avatar/{contact.username}.png",
        "follower_count": contact.followers,
        "is_user_follow_business": contact.follows,
        "is_business_follow_user": False,
        "is_verified_user": contact.verified,
    }
    return pick(shown, parse(call.text("fields", THEIRS)), "IGBusinessScopedID")

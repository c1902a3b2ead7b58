"""Every refusal of Meta's that is known here, one row each: the reference's error tables as data.

Where no source shows the status, it is Graph's usual 400 (500 for server faults).
"""

from typing import NamedTuple

IG = "IGApiException"
OAUTH = "OAuthException"
METHOD = "GraphMethodException"


class Row(NamedTuple):
    code: int
    subcode: int | None
    http: int
    type: str
    message: str
    transient: bool | None = None  # None: the key is absent, as in most captured bodies


WINDOW = (
    Row(10, 2534022, 403, IG, "This message is sent outside of allowed window."),
    Row(10, 2018278, 400, OAUTH, "(#10) This message is sent outside of allowed window."),
    Row(10, 2018065, 400, OAUTH, "(#10) Sent outside of allowed window; needs news messaging."),
    Row(10, 2018108, 400, IG, "This person can't receive your messages right now."),
    Row(10, 1893063, 400, IG, "This account is temporarily restricted from sending messages."),
    Row(10, 2534077, 400, IG, "The link of user, Page and Instagram account is not verified."),
    Row(10, 2018336, 400, IG, "The thread is limited because of its impact on the user."),
    Row(100, 2534037, 400, IG, "This app does not own the thread."),
    Row(10, 2018300, 400, IG, "Another app is controlling this thread now."),
    Row(2018300, None, 400, IG, "Another app is controlling this thread now."),
    Row(2018321, None, 400, IG, "The thread is in an automated question and answer flow.", True),
    Row(27, None, 400, IG, "Taking thread control is not supported while routing is off."),
    Row(100, 2534001, 400, IG, "The thread was archived or deleted by its owner."),
)

RECIPIENT = (
    Row(100, 2534014, 400, IG, "The requested user cannot be found."),
    Row(100, 2018001, 400, OAUTH, "(#100) No matching user found."),
    Row(551, 1545041, 400, IG, "This person isn't available right now."),
    Row(551, None, 400, IG, "This person isn't receiving messages from you right now."),
    Row(200, 1545041, 400, IG, "This person isn't available right now."),
    Row(230, None, 400, IG, "User consent is required to access user profile."),
    Row(2018218, None, 400, IG, "There is no profile available for this user."),
    Row(9000001, None, 400, IG, "The message was deleted by the user or the business."),
)

COMMENTS = (
    Row(100, 2534025, 400, IG, "The comment is invalid for a private reply."),
    Row(100, 2534013, 400, IG, "The Page is not linked to an Instagram account."),
    Row(100, 2534015, 400, IG, "The message data is invalid."),
    Row(10900, None, 400, OAUTH, "(#10900) Activity already replied to."),
    Row(100, 2534023, 400, IG, "The private reply is not possible."),
    Row(100, 2534068, 400, IG, "The message is not possible."),
)

TOKENS = (
    Row(190, None, 400, OAUTH, "Invalid OAuth access token - Cannot parse access token"),
    Row(
        190,
        458,
        400,
        OAUTH,
        "Error validating access token: The user {user} has not authorized application {app}.",
    ),
    Row(190, 459, 400, OAUTH, "Error validating access token: The user is checkpointed."),
    Row(
        190,
        460,
        400,
        OAUTH,
        "Error validating access token: The session has been invalidated because the user "
        "changed their password.",
    ),
    Row(190, 463, 400, OAUTH, "Error validating access token: Session has expired on {expired}."),
    Row(190, 464, 400, OAUTH, "Error validating access token: The user is not confirmed."),
    Row(190, 467, 400, OAUTH, "Error validating access token: This access token is invalid."),
    Row(190, 492, 400, OAUTH, "Error validating access token: The session is invalid."),
    Row(102, None, 400, OAUTH, "API session: log in again."),
    Row(200, 2534041, 400, IG, "The account owner disabled access to Instagram direct messages."),
)

REQUESTS = (
    Row(10, None, 400, OAUTH, "(#10) Application does not have permission for this action"),
    Row(200, None, 400, OAUTH, "(#200) Permissions error"),
    Row(
        200, 2018028, 400, IG, "Users without a role on the app cannot be messaged until approval."
    ),
    Row(
        3,
        None,
        400,
        OAUTH,
        "(#3) Application does not have the capability to make this API call.",
    ),
    Row(1, 99, 500, OAUTH, "An unknown error occurred"),
    Row(100, None, 400, IG, "Invalid parameter"),
    Row(
        100,
        33,
        400,
        METHOD,
        "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due "
        "to missing permissions, or does not support this operation.",
    ),
    Row(100, 2018014, 400, IG, "A message and a sender action cannot be sent together."),
    Row(2500, None, 400, IG, "Unknown path components: {path}"),
    Row(101, None, 400, OAUTH, "Error validating client secret."),
    Row(2022, None, 400, IG, "Commerce messages are temporarily disabled."),
    Row(36103, None, 400, IG, "This Instagram account is not eligible for the API yet."),
)

ATTACHMENTS = (
    Row(100, 2018008, 400, IG, "Failed to fetch the file from the url."),
    Row(100, 2018047, 400, IG, "Upload attachment failure."),
    Row(100, 2018074, 400, IG, "The attachment id is invalid, or the attachment is not yours."),
    Row(100, 2018109, 400, IG, "The attachment size exceeds the allowable limit."),
    Row(100, 2018294, 400, IG, "The video upload timed out or the video is corrupted.", True),
    Row(100, 2018320, 400, IG, "The product id is invalid."),
    Row(100, 2018328, 400, IG, "The product template needs a later version."),
    Row(1609005, None, 400, IG, "Error posting link: the story can no longer be read."),
)

LIMITS = (
    Row(4, None, 403, OAUTH, "(#4) Application request limit reached", True),
    Row(4, 1349210, 403, OAUTH, "(#4) Application request limit reached", True),
    Row(4, 1349211, 403, OAUTH, "(#4) Application request limit reached", True),
    Row(4, 1349212, 403, OAUTH, "(#4) Application request limit reached", True),
    Row(4, 2018354, 400, IG, "The minimum delay between two notifications has not passed."),
    Row(17, None, 400, OAUTH, "(#17) User request limit reached", True),
    Row(17, 2446079, 400, OAUTH, "(#17) User request limit reached", True),
    Row(32, None, 403, OAUTH, "(#32) Page request limit reached", True),
    Row(613, None, 400, OAUTH, "(#613) Calls to this api have exceeded the rate limit.", True),
    Row(613, 2534040, 400, IG, "Calls to this api have exceeded the rate limit.", True),
    Row(613, 2018338, 400, IG, "Too many tagged messages were bothersome to this person."),
    Row(613, 1893016, 400, IG, "There were several opt-in requests with the same topic."),
    Row(80001, None, 400, OAUTH, "(#80001) There have been too many calls to this Page.", True),
    Row(
        80002,
        None,
        400,
        OAUTH,
        "(#80002) There have been too many calls to this Instagram account.",
        True,
    ),
    Row(80006, None, 400, OAUTH, "(#80006) There have been too many Messenger calls.", True),
    Row(9, 2018352, 400, IG, "The user is performing too many actions."),
    Row(10, 1893015, 400, IG, "The user stopped notification messages for this topic."),
    Row(10, 1404170, 400, IG, "This account is restricted from marketing opt-in requests."),
    Row(100, 2534029, 400, IG, "The business is blocked from the Instagram Messaging API."),
    Row(368, None, 400, OAUTH, "The action was temporarily blocked for policies violations."),
    Row(368, 1390008, 400, OAUTH, "The action was temporarily blocked for policies violations."),
    Row(341, None, 400, OAUTH, "(#341) Application limit reached", True),
    Row(506, None, 400, OAUTH, "(#506) Duplicate post: change the content."),
)

SERVER = (
    Row(1, None, 500, OAUTH, "An unknown error has occurred."),
    Row(2, None, 500, OAUTH, "An unexpected error has occurred. Please retry later.", True),
    Row(2, 1545133, 500, OAUTH, "Service temporarily unavailable."),
    Row(1, 1357046, 500, OAUTH, "The reply was not valid JSON."),
    Row(-1, 2207001, 400, OAUTH, "Instagram server error."),
    Row(-2, 2207001, 400, OAUTH, "Instagram server error."),
)

TABLES = (WINDOW, RECIPIENT, COMMENTS, TOKENS, REQUESTS, ATTACHMENTS, LIMITS, SERVER)
ROWS = {(row.code, row.subcode): row for table in TABLES for row in table}

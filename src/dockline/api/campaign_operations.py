"""Routes of those who run campaigns: campaigns, the do-not-call lists, single leads."""

from typing import Final

from dockline.api.campaign_control_wire import (
    CampaignAnswer,
    CampaignBody,
    CampaignsAnswer,
    CampaignsBody,
    ControlBody,
    SettingsBody,
)
from dockline.api.do_not_call_wire import (
    CheckNumbersBody,
    ListedBody,
    ListedPage,
    ListNumbersBody,
    NumbersChecked,
    NumbersListed,
    NumbersUnlisted,
    UnlistNumbersBody,
)
from dockline.api.lead_why_wire import WhyAnswer
from dockline.api.operation import (
    AWAY,
    KEY,
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)

_TAG: Final = "Campaigns"
_NO_CAMPAIGN: Final = Answer(404, "There is no such campaign.")
_KEY_REUSED: Final = Answer(409, "The Idempotency-Key was used with another request.")
_ASKED: Final = (MALFORMED, UNAUTHORIZED, TOO_LARGE, WRONG_TYPE, TOO_MANY, AWAY)
"""What may come of any body with a token."""

CAMPAIGN_OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "post",
        "/router/api/v2/campaign/list",
        _TAG,
        "List campaigns",
        "Every campaign of the space with its progress: leads by state and dial list, and the "
        "abandoned share of the window that runs against the cap.",
        (Answer(200, "Campaigns, by name.", (CampaignsAnswer,)), *_ASKED),
        CampaignsBody,
    ),
    Operation(
        "post",
        "/router/api/v2/campaign/get",
        _TAG,
        "Show a campaign",
        "As in the list, for one.",
        (Answer(200, "The campaign.", (CampaignAnswer,)), _NO_CAMPAIGN, *_ASKED),
        CampaignBody,
    ),
    Operation(
        "post",
        "/router/api/v2/campaign/settings",
        _TAG,
        "Change a campaign",
        "Changes what `settings` names and leaves the rest; it holds at once, while the campaign "
        "runs. Where one field is wrong nothing is changed, and `message` begins with its path: "
        "`dialer.ring_seconds: from 15 to 120 seconds, not 5.`",
        (
            Answer(
                200,
                "The campaign as it is now; `warnings` tell what is likely to go wrong.",
                (CampaignAnswer,),
            ),
            _NO_CAMPAIGN,
            _KEY_REUSED,
            *_ASKED,
        ),
        SettingsBody,
        (KEY,),
    ),
    Operation(
        "post",
        "/router/api/v2/campaign/control",
        _TAG,
        "Start, pause, drain or stop",
        "What it is already is no error.",
        (
            Answer(200, "The campaign as it is now.", (CampaignAnswer,)),
            _NO_CAMPAIGN,
            Answer(
                409,
                "A campaign that is stopped can only be started (`not-now`), or the "
                "Idempotency-Key was used with another request.",
            ),
            *_ASKED,
        ),
        ControlBody,
        (KEY,),
    ),
    Operation(
        "get",
        "/router/api/v2/lead/{lead_id}/why",
        _TAG,
        "Why a lead is not dialled",
        "Every rule before a dial, in order, with what it says now and when it will say yes; the "
        "first that says no as a sentence; and what was tried so far.",
        (
            Answer(200, "What the rules say.", (WhyAnswer,)),
            Answer(401, "The token is wrong, or missing."),
            Answer(404, "There is no such lead in the token's space."),
            TOO_MANY,
            AWAY,
        ),
        parameters=(
            Parameter(
                "lead_id",
                "path",
                "As campaign/add has told it.",
                {"type": "string", "examples": ["0199a3c4-8f0e-7b6a-9c55-2f1d3e4a5b6c"]},
                required=True,
            ),
        ),
        security=("bearer", "apiKey"),
    ),
    Operation(
        "post",
        "/router/api/v2/do_not_call/add",
        _TAG,
        "Add to the do-not-call list",
        "From then on nothing dials these numbers: in the whole space, or for one campaign. A "
        "number that is on the list already keeps its date and its reason.",
        (
            Answer(200, "How many were added; what was wrong with others.", (NumbersListed,)),
            _NO_CAMPAIGN,
            _KEY_REUSED,
            *_ASKED,
        ),
        ListNumbersBody,
        (KEY,),
    ),
    Operation(
        "post",
        "/router/api/v2/do_not_call/remove",
        _TAG,
        "Take off the do-not-call list",
        "Off the space's list, or off that of one campaign. Leads that became `do_not_call` stay "
        "so until they are queued again.",
        (
            Answer(200, "How many were removed; what was wrong with others.", (NumbersUnlisted,)),
            _NO_CAMPAIGN,
            _KEY_REUSED,
            *_ASKED,
        ),
        UnlistNumbersBody,
        (KEY,),
    ),
    Operation(
        "post",
        "/router/api/v2/do_not_call/check",
        _TAG,
        "Check numbers",
        "Whether numbers are never called, since when and why.",
        (Answer(200, "Each number, in order.", (NumbersChecked,)), _NO_CAMPAIGN, *_ASKED),
        CheckNumbersBody,
    ),
    Operation(
        "post",
        "/router/api/v2/do_not_call/list",
        _TAG,
        "Read the do-not-call list",
        "The space's, or a campaign's own, page by page.",
        (Answer(200, "A page, by number.", (ListedPage,)), _NO_CAMPAIGN, *_ASKED),
        ListedBody,
    ),
)

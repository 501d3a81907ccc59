"""Bodies of the documented endpoints. Unknown fields are ignored; ``space_id`` is another name
for ``cloud_id``."""

from typing import Annotated, Any

from msgspec import Meta, Struct

CloudId = Annotated[
    str,
    Meta(
        max_length=100,
        description="The space's unique name; `space_id` is accepted as another name for it.",
        examples=["leap"],
    ),
]
AuthToken = Annotated[
    str,
    Meta(
        max_length=200,
        description="The space's API token.",
        examples=["538d1ae0-3e9f-11ea-9d9c-394a26b437b0"],
    ),
]


class TokenBody(Struct, frozen=True, kw_only=True):
    """What every body that is sent with a space's token begins with."""

    cloud_id: CloudId | None = None
    auth_token: AuthToken
    space_id: CloudId | None = None


DiallableText = Annotated[str, Meta(min_length=1, max_length=80)]
DiallableNumber = Annotated[int, Meta(ge=0, lt=10**18)]


class MakeCallBody(Struct, frozen=True):
    """POST /apiv1/make_call"""

    username: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=320,
            description="`login@cloud_id`, split at the last @, since logins may be e-mail "
            "addresses. A login that is unique on the server may come without the cloud.",
            examples=["rishi@leap"],
        ),
    ]
    number: Annotated[
        DiallableText | DiallableNumber,
        Meta(
            description="The number to dial, in international form; spaces, dashes, dots, "
            "brackets and a leading + are taken. A JSON number is accepted too.",
            examples=["448442430000"],
        ),
    ]
    callerId: Annotated[
        DiallableText | DiallableNumber | None,
        Meta(
            description="The number to show, where the space allows it; else the team's, else "
            "the space's.",
            examples=["442079460000"],
        ),
    ] = None
    custom: Annotated[
        dict[str, Any] | None,
        Meta(
            description="Any JSON object of at most 16 KiB: shown in the dock, untouched, and "
            "kept with the call record.",
            examples=[{"name": "Alex", "phone": "+1 646 810 7016"}],
        ),
    ] = None
    cloud_id: CloudId | None = None
    space_id: CloudId | None = None


class CallMade(Struct, frozen=True):
    """The dock has been sent the call event, and the number is being dialled."""

    success: bool
    message: str
    callId: str


class TeamCallBody(Struct, frozen=True):
    """POST /apiv1/team/make_call"""

    team_name: Annotated[str, Meta(min_length=1, max_length=200, examples=["Support team"])]
    number: Annotated[
        DiallableText | DiallableNumber,
        Meta(
            description="The number to call, written as for make_call.",
            examples=["448442430000"],
        ),
    ]
    attributes: Annotated[
        dict[str, Any] | None,
        Meta(
            description="Any JSON object of at most 16 KiB: shown to the agent who is rung, and "
            "kept with the call record.",
            examples=[{"name": "Alex", "topic": "Order 48213"}],
        ),
    ] = None
    callerId: Annotated[
        DiallableText | DiallableNumber | None,
        Meta(
            description="The number to show, where the space allows it; else the team's, else "
            "the space's.",
            examples=["442079460000"],
        ),
    ] = None
    cloud_id: CloudId | None = None
    space_id: CloudId | None = None
    auth_token: Annotated[
        AuthToken | None,
        Meta(description="The space's API token, where no header carries it."),
    ] = None


class TeamCallQueued(Struct, frozen=True):
    """The call is kept, and waits in the team's queue for an agent."""

    success: bool
    message: str
    callId: str


class ResetBody(Struct, frozen=True):
    """POST /router/api/v2/token/reset"""

    auth_token: AuthToken
    cloud_id: CloudId | None = None
    space_id: CloudId | None = None
    grace_seconds: Annotated[
        int,
        Meta(ge=0, le=86_400, description="How long the old token goes on working."),
    ] = 0


class TokenReset(Struct, frozen=True):
    success: bool
    auth_token: str


TeamNames = Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=1000)]


class LiveBody(Struct, frozen=True):
    """POST /pulse-api/live"""

    auth_token: AuthToken
    cloud_id: CloudId | None = None
    space_id: CloudId | None = None
    team_names: Annotated[
        TeamNames | None,
        Meta(
            description="Absent or empty: every team.",
            examples=[["Support team"]],
        ),
    ] = None

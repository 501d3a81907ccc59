"""Bodies of the chat endpoints, for bots and front ends of one's own."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dockline.api.voice_wire import CloudId

_Authorization = Annotated[
    str,
    Meta(
        max_length=300,
        description="The space's API token; it may come as `Authorization: Bearer` or `x-api-key` "
        "instead.",
        examples=["538d1ae0-3e9f-11ea-9d9c-394a26b437b0"],
    ),
]


class InitiateBody(Struct, frozen=True):
    """POST /chat/api/v2/initiate"""

    id: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=200,
            description="The visitor's id in your own system. While a chat of that id goes on, "
            "the same `uuid` is answered.",
            examples=["visitor-7"],
        ),
    ]
    team_name: Annotated[str, Meta(min_length=1, max_length=200, examples=["Support team"])]
    space_id: CloudId | None = None
    cloud_id: CloudId | None = None
    attributes: Annotated[
        dict[str, Any],
        Meta(
            description="What the agent is shown of the visitor, at most 16 KiB of JSON; `name` is "
            "what they are called."
        ),
    ] = {}
    webhook: Annotated[
        str,
        Meta(
            max_length=2000,
            description="Where the agent's messages, typing, joining and the end are posted to: "
            "http or https, and a public address. `X-Dockline-Signature` is `sha256=` and the "
            "HMAC-SHA256, by `webhook_secret`, of `X-Dockline-Timestamp`, a dot and the body. "
            "What is not answered with 2xx is sent again, in order, for a day; `event_id` is the "
            "same then.",
            examples=["https://bot.example.com/dockline"],
        ),
    ] = ""
    authorization: _Authorization | None = None


class Initiated(Struct, frozen=True):
    success: bool
    uuid: Annotated[str, Meta(description="Names the chat from here on.")]
    webhook_secret: Annotated[
        str, Meta(description="Signs what is posted to the webhook; empty where there is none.")
    ]


class MessageFile(Struct, frozen=True):
    name: Annotated[str, Meta(max_length=400)]
    content: Annotated[str, Meta(description="The file, in base64.")]


class MessagePart(Struct, frozen=True):
    id: Annotated[
        str,
        Meta(
            max_length=80,
            description="Your own id of the message; one that is sent twice is kept once.",
        ),
    ] = ""
    text: Annotated[str, Meta(max_length=4000)] = ""
    attachments: Annotated[
        tuple[MessageFile | Annotated[str, Meta(max_length=2000)], ...],
        Meta(
            max_length=10,
            description="Files as objects. A string is a link, and goes to the agent as text: "
            "nothing is fetched from it.",
        ),
    ] = ()


class MessageBody(Struct, frozen=True):
    """POST /chat/api/v2/message"""

    uuid: Annotated[str, Meta(max_length=80)]
    type: Literal["typing", "typing_end", "message", "end"]
    message: MessagePart | None = None
    authorization: _Authorization | None = None


class MessageTaken(Struct, frozen=True):
    success: bool
    mid: Annotated[str, Meta(description="The message's id; empty where there was none.")]

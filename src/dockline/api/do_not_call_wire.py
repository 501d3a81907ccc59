"""Bodies of do_not_call/add, /remove, /check and /list."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from dockline.api.campaign_wire import LeadError
from dockline.api.voice_wire import TokenBody

MOST_A_PAGE: Final = 1_000

Scope = Annotated[
    Annotated[str, Meta(max_length=120)] | None,
    Meta(
        description="The one campaign it is about; absent or empty: the whole space.",
        examples=["Campaign_name"],
    ),
]
Numbers = Annotated[
    list[Annotated[Any, Meta(extra_json_schema={"type": ["string", "integer"]})]],
    Meta(
        description="Up to 10,000 telephone numbers, in international form, or national where the "
        "space has a country. One that is wrong is told in `errors` and fails no other.",
        examples=[["919654301006", "+44 20 7946 0110"]],
    ),
]


class ListNumbersBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/do_not_call/add"""

    numbers: Numbers
    campaign: Scope = None
    reason: Annotated[
        Annotated[str, Meta(max_length=200)] | None,
        Meta(
            description="Why, for those who look it up later.", examples=["Asked not to be called"]
        ),
    ] = None


class UnlistNumbersBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/do_not_call/remove"""

    numbers: Numbers
    campaign: Scope = None


class CheckNumbersBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/do_not_call/check"""

    numbers: Numbers
    campaign: Scope = None


class ListedBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/do_not_call/list"""

    campaign: Scope = None
    after: Annotated[
        Annotated[str, Meta(pattern="^[0-9]{0,15}$")] | None,
        Meta(description="`next_after` of the page before; absent: the first page."),
    ] = None
    limit: Annotated[int, Meta(ge=1, le=MOST_A_PAGE, description="How many at most.")] = 100


class NumbersListed(Struct, frozen=True):
    success: bool
    added: int
    known: int
    """Those that were on the list already: they keep their date and reason."""
    failed: int
    errors: list[LeadError]


class NumbersUnlisted(Struct, frozen=True):
    success: bool
    removed: int
    unknown: int
    """Those that were not on the list."""
    failed: int
    errors: list[LeadError]


class ListedNumber(Struct, frozen=True):
    number: str
    """Digits of E.164 without the plus."""
    campaign: str | None
    """null: it holds for the whole space."""
    since: str
    """RFC 3339."""
    reason: str


class CheckedNumber(Struct, frozen=True):
    index: int
    """Its place in ``numbers``, from 0."""
    number: str
    listed: bool
    """Whether the space, or the campaign that was named, never calls it."""
    entries: list[ListedNumber]
    """Of the space and of any campaign."""


class NumbersChecked(Struct, frozen=True):
    success: bool
    results: list[CheckedNumber]
    errors: list[LeadError]


class ListedPage(Struct, frozen=True):
    success: bool
    entries: list[ListedNumber]
    """By number."""
    next_after: str | None
    """To ask for the next page with; null: this was the last."""

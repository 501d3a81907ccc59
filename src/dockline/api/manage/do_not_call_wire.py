"""Do-not-call lists. Times are Unix seconds; numbers are digits of E.164 without the plus."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from dockline.api.manage.leads_wire import RowFault

MOST_A_PAGE: Final = 500
MOST_NUMBERS: Final = 10_000

CampaignId = Annotated[str, Meta(max_length=64)]
"""The one campaign that it holds for; empty: the whole space."""


class NeverCallNumbers(Struct, frozen=True):
    numbers: Annotated[
        list[Annotated[Any, Meta(extra_json_schema={"type": ["string", "integer"]})]],
        Meta(
            max_length=MOST_NUMBERS,
            description="As people write them; national ones as of the space's country.",
        ),
    ]
    campaign_id: CampaignId = ""
    reason: Annotated[str, Meta(max_length=200)] = ""


class NumberFault(Struct, frozen=True):
    index: int
    number: str
    code: str
    message: str


class NumbersTaken(Struct, frozen=True):
    success: bool
    added: int
    known: int
    """They were on the list already: they keep their date and reason."""
    failed: int
    errors: list[NumberFault]


class NeverCalled(Struct, frozen=True):
    number: str
    campaign_id: str
    """Empty: it holds for the whole space."""
    campaign: str
    at: float
    reason: str


class NeverCalledPage(Struct, frozen=True):
    success: bool
    entries: list[NeverCalled]
    """By number."""
    next_after: str | None
    """To ask for the next page with; null: this was the last."""


class NumberChecked(Struct, frozen=True):
    success: bool
    number: str
    listed: bool
    """On the space's list, or on that of the campaign that was asked for."""
    entries: list[NeverCalled]
    """Of the space and of any campaign."""


class NumberDropped(Struct, frozen=True):
    success: bool
    removed: bool
    """False: it was not on that list."""


class NumbersImported(Struct, frozen=True):
    success: bool
    added: int
    known: int
    failed: int
    errors: list[RowFault]
    """The first of them."""
    rejected: str
    """The rows that failed, as a CSV of their own with the reasons; empty: none did."""

"""What became of leads that were pushed, and what is odd with them."""

from msgspec import Struct

from dockline.domain.ids import LeadId
from dockline.domain.lead import LeadState, Push
from dockline.ports.lead_store import Pushed
from dockline.services.lead_input import OUTGROWN, Owner


class Problem(Struct, frozen=True, gc=False):
    """What is wrong, or odd, with one lead of a body."""

    index: int
    number: str
    """As it was given; empty where none could be read."""
    code: str
    message: str
    again: int | None = None
    """Of ``duplicate-number``: where the number stands again."""


class Report(Struct):
    """What became of a body."""

    lead_ids: list[LeadId | None]
    """In the order of the body; None for those that failed."""
    added: int = 0
    """Leads, as are `updated`; a number that stood twice in the body is one."""
    updated: int = 0
    errors: list[Problem] = []
    warnings: list[Problem] = []
    places: dict[str, int] = {}
    """By number, in digits of E.164, where the lead that counts stands in the body."""


def report_of_one(number: str, owner: Owner, push: Push, done: Pushed) -> Report:
    """Of a lead that was pushed by itself; ``number``: as it was given."""
    if done.overgrown:
        return Report([None], errors=[outgrown(0, number)])
    report = Report([done.lead_id], int(done.created), int(not done.created))
    warn_of_owner(report, 0, number, owner)
    if done.state is LeadState.DO_NOT_CALL:
        warn_of_list(report, 0, push.number)
    return report


def outgrown(index: int, number: str) -> Problem:
    return Problem(index, number, OUTGROWN.code, OUTGROWN.message)


def warn_of_owner(report: Report, index: int, number: str, owner: Owner) -> None:
    if owner.warning is not None:
        report.warnings.append(Problem(index, number, *owner.warning))


def warn_of_list(report: Report, index: int, number: str) -> None:
    told = "number: is on a do-not-call list; the lead is kept and never dialled."
    report.warnings.append(Problem(index, number, "do-not-call", told))

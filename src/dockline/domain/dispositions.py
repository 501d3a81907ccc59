"""Dispositions: what the agent says came of a conversation, and what happens next."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from dockline.domain.errors import Refusal
from dockline.domain.retryplan import AttemptOutcome


class NextStep(StrEnum):
    DONE = "done"
    RETRY = "retry"
    """As the retry plan has it for ``retry_as``."""
    CALLBACK = "callback"
    """At a time that the agent gives."""
    DO_NOT_CALL_CAMPAIGN = "do_not_call_campaign"
    DO_NOT_CALL_SPACE = "do_not_call_space"


class NoSuchDisposition(Refusal):
    """The campaign has no such disposition."""

    code = "no-such-disposition"


class Disposition(Struct, frozen=True):
    code: Annotated[str, Meta(pattern="^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]
    """Stable; what reports and the API say."""
    name: Annotated[str, Meta(min_length=1, max_length=64)]
    """What the dock shows."""
    next_step: NextStep
    retry_as: AttemptOutcome = AttemptOutcome.NO_ANSWER
    """With RETRY: which outcome the agent found it to be, such as a machine that picked up."""
    success: bool = False
    """Counts as a success in reports."""

    def __post_init__(self) -> None:
        if self.next_step is NextStep.RETRY and self.retry_as is AttemptOutcome.ANSWERED:
            raise ValueError("retry_as: an outcome that the retry plan has a rule for")


# A request not to be called is a company's own list's business (47 CFR 64.1200(d)(3)), so it holds
# for the whole space; "not interested" ends this campaign's lead only.
DEFAULT_DISPOSITIONS: Final = (
    Disposition("sold", "Sold", NextStep.DONE, success=True),
    Disposition("callback", "Callback", NextStep.CALLBACK),
    Disposition("not-interested", "Not interested", NextStep.DONE),
    Disposition("no-answer", "No answer", NextStep.RETRY),
    Disposition("answering-machine", "Answering machine", NextStep.RETRY, AttemptOutcome.MACHINE),
    Disposition("wrong-number", "Wrong number", NextStep.DO_NOT_CALL_CAMPAIGN),
    Disposition("do-not-call", "Do not call", NextStep.DO_NOT_CALL_SPACE),
    Disposition("no-disposition", "No disposition", NextStep.DONE),
)
UNDISPOSED: Final = "no-disposition"
"""The default's code for a wrap-up that ended without a word of the agent."""


def find(dispositions: tuple[Disposition, ...], code: str) -> Disposition:
    """Raises NoSuchDisposition, naming those that there are."""
    for disposition in dispositions:
        if disposition.code == code:
            return disposition
    known = ", ".join(disposition.code for disposition in dispositions)
    raise NoSuchDisposition(f"disposition: there is no “{code}” here, only {known}.")


def check_dispositions(dispositions: tuple[Disposition, ...], undisposed: str) -> None:
    """Raises ValueError naming what is wrong with a campaign's set."""
    codes = [disposition.code for disposition in dispositions]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"dispositions: {', '.join(twice)} is there more than once")
    chosen = [each for each in dispositions if each.code == undisposed]
    if not chosen:
        raise ValueError(f"undisposed: {undisposed} is none of the dispositions")
    if chosen[0].next_step is NextStep.CALLBACK:
        raise ValueError(f"undisposed: {undisposed} needs a time that nobody gives")

"""What kinds of telephone numbers there are."""

from enum import StrEnum


class NumberKind(StrEnum):
    FIXED_LINE = "fixed_line"
    MOBILE = "mobile"
    FIXED_LINE_OR_MOBILE = "fixed_line_or_mobile"
    """The plan does not tell them apart (+1)."""
    TOLL_FREE = "toll_free"
    PREMIUM_RATE = "premium_rate"
    SHARED_COST = "shared_cost"
    """Costs more than a normal call, within limits the regulator sets."""
    VOIP = "voip"
    PERSONAL = "personal"
    PAGER = "pager"
    UAN = "uan"
    """A company's number for all of its places."""
    VOICEMAIL = "voicemail"

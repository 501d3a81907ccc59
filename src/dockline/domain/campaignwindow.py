"""The windows in which a campaign's abandoned calls are counted against its cap.

They follow one another without a gap, before and after the moment that one of them begins at; so
every call lies in exactly one. 47 CFR 64.1200(a)(7) has the share measured over 30 days for a
single campaign.
"""

from math import floor

from dockline.domain.campaign import Campaign

_HOUR = 3600.0


def window_of(campaign: Campaign, now: float) -> tuple[float, float]:
    """Begin and end of the window that ``now`` lies in, in Unix seconds; the end is not in it."""
    dialer = campaign.settings.dialer
    length = dialer.window_hours * _HOUR
    origin = campaign.created_at if dialer.window_starts_at is None else dialer.window_starts_at
    place = floor((now - origin) / length)
    # The quotient may be rounded over a boundary.
    if origin + place * length > now:
        place -= 1
    elif origin + (place + 1) * length <= now:
        place += 1
    return origin + place * length, origin + (place + 1) * length


def abandoned_share(answers: float, abandons: float) -> float:
    """Abandoned calls for each one a person answered (those abandoned are among them); 0 before
    the first answer."""
    return abandons / answers if answers > 0 else 0.0

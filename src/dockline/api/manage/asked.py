"""What many of the admin pages' routes are asked in the same words: a time, and a team."""

from typing import Final

from dockline.api.manage.routes import Asking
from dockline.api.operation import Parameter
from dockline.domain.access import Right
from dockline.domain.reportperiod import NAMES, Period, days_of, period_of
from dockline.domain.space import Team
from dockline.services.accounts import Accounts
from dockline.services.reports.scope import ScopeWrong

_DAY: Final = {"type": "string", "format": "date"}
PERIOD: Final = (
    Parameter(
        "period",
        "query",
        "Whole days where the space is; the last days end with today.",
        {"type": "string", "enum": list(NAMES)},
    ),
    Parameter("from", "query", "The first day of a period that is custom.", _DAY),
    Parameter("to", "query", "Its last day, which is in it.", _DAY),
)
TEAM: Final = Parameter(
    "team", "query", "A team's id; else all that one may see.", {"type": "string"}
)


def text_asked(asking: Asking, name: str, longest: int = 200) -> str:
    """Empty where it is not there. Raises ScopeWrong."""
    text = asking.query.get(name, "").strip()
    if len(text) > longest:
        raise ScopeWrong(f"{name}: at most {longest} characters.")
    return text


def period_asked(asking: Asking, now: float, usual: str, bucket: str = "") -> Period:
    """Raises PeriodWrong."""
    zone = asking.manager.space.settings.time_zone
    name = asking.query.get("period", "") or usual
    first, last = asking.query.get("from", ""), asking.query.get("to", "")
    return period_of(*days_of(name, first, last, now, zone), zone, bucket)


def teams_asked(asking: Asking, accounts: Accounts, whole: Right) -> tuple[Team, ...] | None:
    """None: the whole space, which needs that right. Raises ScopeWrong."""
    manager = asking.manager
    teams = manager.teams_seen(accounts.teams(manager.space_id))
    named = asking.query.get("team", "")
    if named:
        found = tuple(team for team in teams if team.team_id == named)
        if not found:
            raise ScopeWrong("team: there is no such team, or it is not yours.")
        return found
    return None if manager.may(whole) else tuple(teams)

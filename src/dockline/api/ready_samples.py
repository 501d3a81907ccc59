"""The samples with a space's own names in them, so that they work as they stand."""

from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from dockline.api.sample import Sample
from dockline.api.samples import samples
from dockline.api.times import moment
from dockline.domain.campaign import Campaign
from dockline.domain.space import Space, Team, User

SHOWN: Final = {
    "make_call": ("Click to call", "/apiv1/make_call"),
    "add": ("Add a lead", "/router/api/v2/campaign/add"),
    "add_multiple": ("Add many leads", "/router/api/v2/campaign/add_multiple"),
    "live": ("Live numbers", "/pulse-api/live"),
    "reset": ("Reset token", "/router/api/v2/token/reset"),
    "sessions": ("Call records", "/manage/api/analytics/sessions"),
}
"""Title and path, by name."""

_NUMBERS: Final = ("12025550143", "12025550187")
"""Of the range that is kept for fiction: nobody's phone rings."""
_DAY: Final = 86_400.0


class Names(Struct, frozen=True):
    """What samples name of a space."""

    cloud_id: str
    team: str
    """Empty: there is none yet."""
    campaign: str
    """Of that team; empty: there is none yet, and a lead that is pushed makes it."""
    logins: tuple[str, ...]
    """Of agents of that team; empty: there are none yet."""
    bearer: bool
    """Whether click to call wants a token."""


def names_of(
    space: Space, teams: list[Team], users: list[User], campaigns: list[Campaign]
) -> Names:
    """A team that has a campaign and people, if there is such a one."""
    run = {one.team_id: one.name for one in sorted(campaigns, key=_by_name, reverse=True)}
    active = [user for user in users if user.active]
    staffed = {team_id for user in active for team_id in user.teams}
    ordered = sorted(
        teams, key=lambda one: (one.team_id not in run, one.team_id not in staffed, _by_name(one))
    )
    team = ordered[0] if ordered else None
    logins = [user.login for user in active if team is not None and team.team_id in user.teams]
    return Names(
        cloud_id=space.space_id,
        team=team.name if team is not None else "",
        campaign=run.get(team.team_id, "") if team is not None else "",
        logins=tuple(sorted(logins)[:2]),
        bearer=space.settings.click_to_call.policy == "token",
    )


def _by_name(one: Team | Campaign) -> str:
    return one.name.casefold()


def ready_sample(name: str, names: Names, now: float) -> Sample:
    """Of `SHOWN`."""
    sample = samples(names.cloud_id)[SHOWN[name][1]]
    if name == "make_call":
        sample = replace(sample, bearer=names.bearer)
    if name == "sessions":
        today = now - now % _DAY
        asked = {"start_time": moment(today - _DAY), "end_time": moment(today + _DAY)}
        body = sample.body | {"filters": sample.body["filters"] | asked}
        return replace(
            sample, body=body, told="A page of the calls of yesterday and today, the newest first."
        )
    return replace(sample, body=_own(sample.body, names, 0))


def _own(body: dict[str, Any], names: Names, place: int) -> dict[str, Any]:
    """The body with the space's own names; ``place``: of the lead in its list."""
    own = dict(body)
    if "number" in own:
        own["number"] = _NUMBERS[place]
    if names.campaign and "campaign" in own:
        own["campaign"] = names.campaign
    if names.team and "team_name" in own:
        own["team_name"] = names.team
    if names.team and "team_names" in own:
        own["team_names"] = [names.team]
    if names.logins and "username" in own:
        login = names.logins[min(place, len(names.logins) - 1)]
        with_cloud = str(own["username"]).endswith(f"@{names.cloud_id}")
        own["username"] = f"{login}@{names.cloud_id}" if with_cloud else login
    if "leads" in own:
        own["leads"] = [_own(lead, names, n) for n, lead in enumerate(own["leads"])]
    return own

"""Routes of campaigns and their dial lists."""

from typing import Any, Final

from dockline.api.manage.campaigns_wire import (
    CampaignLines,
    CampaignSheet,
    ChangeCampaign,
    ChangeDialList,
    NewCampaign,
    PacingShown,
    RunCampaignBody,
)
from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)
from dockline.domain.access import Right

PLACE: Final = "/manage/api/campaigns"
NO_CAMPAIGN: Final = Answer(404, "There is no such campaign, or it is of a team that is not yours.")
CAMPAIGN: Final = Parameter("campaign_id", "path", "The campaign.", {"type": "string"}, True)
_LIST: Final = Parameter("list_id", "path", "The dial list.", {"type": "string"}, True)
READS: Final = (NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
WRITES: Final = (MALFORMED, *READS, TOO_LARGE, WRONG_TYPE)
_SHEET: Final = Answer(200, "The campaign.", (CampaignSheet,))


def reading(path: str, summary: str, about: str, *answers: Answer, **more: Any) -> Operation:
    """For those who watch teams; they are shown those of their own."""
    named = more.pop("parameters", ())
    return Operation(
        "get",
        path,
        TAG,
        summary,
        about,
        (*answers, *READS),
        parameters=(*named, CLOUD),
        security=SESSION,
        right=Right.WATCH_OWN_TEAMS,
    )


def changing(
    method: str, path: str, summary: str, about: str, *answers: Answer, **more: Any
) -> Operation:
    """For those who run the operation."""
    named = more.pop("parameters", ())
    told = WRITES if more.get("body") is not None else (MALFORMED, *READS)
    return Operation(
        method,
        path,
        TAG,
        summary,
        about,
        (*answers, *told),
        parameters=(*named, CLOUD),
        security=SESSION,
        right=Right.RUN_OPERATION,
        **more,
    )


LIST_CAMPAIGNS: Final = reading(
    PLACE,
    "List campaigns",
    "With their progress, by name: all of the space, or for a supervisor those of their teams.",
    Answer(200, "The campaigns.", (CampaignLines,)),
)
MAKE_CAMPAIGN: Final = changing(
    "post",
    PLACE,
    "Make a campaign",
    "It is stopped until somebody starts it.",
    Answer(200, "It is made.", (CampaignSheet,)),
    Answer(404, "There is no such team."),
    body=NewCampaign,
)
SHOW_CAMPAIGN: Final = reading(
    f"{PLACE}/{{campaign_id}}",
    "Show a campaign",
    "Its progress, its dial lists and all that is set.",
    _SHEET,
    NO_CAMPAIGN,
    parameters=(CAMPAIGN,),
)
CHANGE_CAMPAIGN: Final = changing(
    "patch",
    f"{PLACE}/{{campaign_id}}",
    "Change a campaign's settings, or rename it",
    "What is not named stays. A new `name` is the one that pushes must have from then on: a push "
    "that has the old one makes a new campaign. What is wrong is told by the path of its field, "
    "and then nothing is changed.",
    _SHEET,
    NO_CAMPAIGN,
    parameters=(CAMPAIGN,),
    body=ChangeCampaign,
)
RUN_CAMPAIGN: Final = changing(
    "post",
    f"{PLACE}/{{campaign_id}}/run",
    "Start, pause, drain, stop, archive or restore a campaign",
    "`pause`: nothing new is dialled and cards are taken back; `drain`: the same, but agents keep "
    "the cards they have; `stop`: what only rings is cancelled, too, once it has "
    "rung 15 seconds. `archive`, of one that is stopped: it is out of the way, and leads that are "
    "pushed to it are refused; its leads, calls and figures stay. `restore`: it is stopped again.",
    _SHEET,
    NO_CAMPAIGN,
    Answer(409, "It is in no state for that."),
    parameters=(CAMPAIGN,),
    body=RunCampaignBody,
)
SHOW_PACING: Final = reading(
    f"{PLACE}/{{campaign_id}}/pacing",
    "Show how a campaign goes now",
    "Lines, agents, what the dialer decided last, and how long it has left. May be asked for each "
    "two seconds.",
    Answer(200, "As it is now.", (PacingShown,)),
    NO_CAMPAIGN,
    parameters=(CAMPAIGN,),
)
CHANGE_LIST: Final = changing(
    "patch",
    f"{PLACE}/{{campaign_id}}/lists/{{list_id}}",
    "Start, pause, weigh or rename a dial list",
    "Of a list that is paused nothing is dialled. A new name is the list's `source` from then on: "
    "a push that has the old one makes a new list.",
    _SHEET,
    Answer(404, "There is no such campaign or dial list."),
    parameters=(CAMPAIGN, _LIST),
    body=ChangeDialList,
)

CAMPAIGNS_OPERATIONS: Final = (
    LIST_CAMPAIGNS,
    MAKE_CAMPAIGN,
    SHOW_CAMPAIGN,
    CHANGE_CAMPAIGN,
    RUN_CAMPAIGN,
    SHOW_PACING,
    CHANGE_LIST,
)

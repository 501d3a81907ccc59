"""Routes of call records and their recordings."""

from typing import Final

from dockline.api.manage.asked import PERIOD, TEAM
from dockline.api.manage.calls_wire import CallChoices, CallPage, CallWhole, RecordingGone
from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    Answer,
    Operation,
    Parameter,
)
from dockline.domain.access import Right
from dockline.domain.shown import CallKind, Outcome

ONGOING: Final = "ongoing"
OUTCOMES: Final = (ONGOING, *(one.value for one in Outcome))
KINDS: Final = tuple(one.value for one in CallKind)
DIRECTIONS: Final = ("inbound", "outbound")
_TEXT: Final = {"type": "string"}
_NO_CALL: Final = Answer(404, "There is no such call, or it is of a team that is not yours.")
_REFUSED: Final = (NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
CALL_ID: Final = Parameter("call_id", "path", "The call's id.", _TEXT, required=True)
_PLACE: Final = Parameter(
    "n",
    "query",
    "Which of the call's recordings, from 0.",
    {"type": "integer", "minimum": 0, "maximum": 999},
)

FILTERS: Final = (
    *PERIOD,
    TEAM,
    Parameter("agent", "query", "An agent's id.", _TEXT),
    Parameter("direction", "query", "Whose money it cost.", {"enum": list(DIRECTIONS)}),
    Parameter("kind", "query", "How it came about.", {"enum": list(KINDS)}),
    Parameter("outcome", "query", "How it ended.", {"enum": list(OUTCOMES)}),
    Parameter("number", "query", "The customer's number, the whole of it.", _TEXT),
    Parameter("disposition", "query", "Its name.", _TEXT),
    Parameter("recorded", "query", "Only calls with a recording.", {"enum": ["true", "false"]}),
    Parameter("text", "query", "In the note, whatever the case of a to z.", _TEXT),
    CLOUD,
)

LIST_CALLS: Final = Operation(
    "get",
    "/manage/api/calls",
    TAG,
    "Find calls",
    "Calls, the newest first; without a period, of any time. A supervisor finds those of their "
    "own teams, a manager all. The first page tells how many there are, up to 10,000.",
    (Answer(200, "A page of them.", (CallPage,)), MALFORMED, *_REFUSED),
    parameters=(
        *FILTERS,
        Parameter("after", "query", "The `next` of the page before.", _TEXT),
        Parameter(
            "limit", "query", "Calls a page.", {"type": "integer", "minimum": 1, "maximum": 500}
        ),
    ),
    security=SESSION,
    right=Right.READ_TEAM_CALLS,
)
EXPORT_CALLS: Final = Operation(
    "get",
    "/manage/api/calls.csv",
    TAG,
    "Export calls",
    "The same calls, all of them, as CSV, times where the space is. What a spreadsheet would "
    "take for a formula has an apostrophe before it. The audit log has who exported what.",
    (Answer(200, "The calls.", (), "text/csv"), MALFORMED, *_REFUSED),
    parameters=FILTERS,
    security=SESSION,
    right=Right.READ_TEAM_CALLS,
)
CHOICES: Final = Operation(
    "get",
    "/manage/api/call-choices",
    TAG,
    "What calls are found by",
    "Teams and agents that one may see, and dispositions.",
    (Answer(200, "They.", (CallChoices,)), *_REFUSED),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.READ_TEAM_CALLS,
)
SHOW_CALL: Final = Operation(
    "get",
    "/manage/api/calls/{call_id}",
    TAG,
    "A call",
    "All that is kept of a call: who was in it and when, the lead it was made for, the attempts "
    "to reach the same number, its recordings. What is kept of a call is not changed afterwards.",
    (Answer(200, "The call.", (CallWhole,)), _NO_CALL, *_REFUSED),
    parameters=(CALL_ID, CLOUD),
    security=SESSION,
    right=Right.READ_TEAM_CALLS,
)
PLAY_RECORDING: Final = Operation(
    "get",
    "/manage/api/calls/{call_id}/recording",
    TAG,
    "Hear a recording",
    "The recording, whole or in parts (`Range`). The audit log has who heard it, once for each "
    "ten minutes in which they listen.",
    (
        Answer(200, "The recording.", (), "audio/wav"),
        Answer(206, "The part that was asked for.", (), "audio/wav"),
        MALFORMED,
        Answer(404, "There is no such call or recording, or it is of a team that is not yours."),
        Answer(416, "The recording has no such part."),
        *_REFUSED,
    ),
    parameters=(
        CALL_ID,
        _PLACE,
        Parameter("download", "query", "`1`: as a file to be kept.", {"enum": ["0", "1"]}),
        CLOUD,
    ),
    security=SESSION,
    right=Right.READ_TEAM_CALLS,
)
DELETE_RECORDING: Final = Operation(
    "delete",
    "/manage/api/calls/{call_id}/recording",
    TAG,
    "Delete a call's recordings",
    "All recordings of the call, for good; the call says when they were deleted and by whom.",
    (
        Answer(200, "They are gone.", (RecordingGone,)),
        Answer(404, "There is no such call, or it has no recording."),
        Answer(409, "The call goes on, or a file could not be deleted."),
        *_REFUSED,
    ),
    parameters=(CALL_ID, CLOUD),
    security=SESSION,
    right=Right.DELETE_RECORDINGS,
)

CALL_OPERATIONS: Final = (
    LIST_CALLS,
    EXPORT_CALLS,
    CHOICES,
    SHOW_CALL,
    PLAY_RECORDING,
    DELETE_RECORDING,
)

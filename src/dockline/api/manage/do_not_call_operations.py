"""Routes of the do-not-call lists."""

from typing import Final

from dockline.api.manage.campaigns_operations import changing
from dockline.api.manage.do_not_call_wire import (
    MOST_A_PAGE,
    NeverCalledPage,
    NeverCallNumbers,
    NumberChecked,
    NumberDropped,
    NumbersImported,
    NumbersTaken,
)
from dockline.api.manage.leads_operations import FILE_NAME, SHEET, TABLES
from dockline.api.operation import TOO_LARGE, Answer, Parameter

_PLACE: Final = "/manage/api/do-not-call"
_NO_CAMPAIGN: Final = Answer(404, "There is no such campaign.")
_CAMPAIGN: Final = Parameter(
    "campaign_id", "query", "A campaign's list; else the space's.", {"type": "string"}
)
_REASON: Final = Parameter(
    "reason", "query", "Why, for those who look it up later.", {"type": "string", "maxLength": 200}
)

LIST_NEVER_CALLED: Final = changing(
    "get",
    _PLACE,
    "List numbers that are never called",
    "The space's list, or a campaign's, by number.",
    Answer(200, "The numbers.", (NeverCalledPage,)),
    _NO_CAMPAIGN,
    parameters=(
        _CAMPAIGN,
        Parameter("find", "query", "How they begin, in international form.", {"type": "string"}),
        Parameter("after", "query", "`next_after` of the page before.", {"type": "string"}),
        Parameter(
            "limit",
            "query",
            "How many at most.",
            {"type": "integer", "minimum": 1, "maximum": MOST_A_PAGE, "default": 50},
        ),
    ),
)
NEVER_CALL: Final = changing(
    "post",
    _PLACE,
    "Never call numbers",
    "One that is wrong is told in `errors` and fails no other.",
    Answer(200, "What became of them.", (NumbersTaken,)),
    _NO_CAMPAIGN,
    body=NeverCallNumbers,
)
IMPORT_NEVER_CALLED: Final = changing(
    "post",
    f"{_PLACE}/import",
    "Never call the numbers of a table",
    "The file is the body: CSV or XLSX, with or without a head.",
    Answer(200, "What became of them.", (NumbersImported,)),
    _NO_CAMPAIGN,
    TOO_LARGE,
    parameters=(
        _CAMPAIGN,
        _REASON,
        FILE_NAME,
        SHEET,
        Parameter(
            "column",
            "query",
            "Which holds the numbers; else the one called number or phone.",
            {"type": "string"},
        ),
    ),
    upload=TABLES,
)
CHECK_NUMBER: Final = changing(
    "get",
    f"{_PLACE}/check",
    "Check a number",
    "Whether it is never called, and by which lists.",
    Answer(200, "What is known of it.", (NumberChecked,)),
    _NO_CAMPAIGN,
    parameters=(
        Parameter("number", "query", "As people write it.", {"type": "string"}, True),
        _CAMPAIGN,
    ),
)
DROP_NUMBER: Final = changing(
    "delete",
    f"{_PLACE}/{{number}}",
    "Take a number off a do-not-call list",
    "Leads that became do-not-call stay so until they are queued again.",
    Answer(200, "It is off that list.", (NumberDropped,)),
    _NO_CAMPAIGN,
    parameters=(
        Parameter("number", "path", "In international form.", {"type": "string"}, True),
        _CAMPAIGN,
    ),
)

DO_NOT_CALL_OPERATIONS: Final = (
    LIST_NEVER_CALLED,
    NEVER_CALL,
    IMPORT_NEVER_CALLED,
    CHECK_NUMBER,
    DROP_NUMBER,
)

"""Routes of leads."""

from typing import Final

from dockline.api.manage.campaigns_operations import (
    CAMPAIGN,
    NO_CAMPAIGN,
    PLACE,
    changing,
    reading,
)
from dockline.api.manage.leads_wire import (
    MOST_A_PAGE,
    ChangeLead,
    LeadLines,
    LeadSheet,
    LeadsTaken,
    NeverCallLead,
    PromiseCallback,
)
from dockline.api.operation import TOO_LARGE, Answer, Parameter
from dockline.domain.lead import LeadState

TABLES: Final = ("application/octet-stream", "text/csv")
_LEAD: Final = Parameter("lead_id", "path", "The lead.", {"type": "string"}, True)
_NO_LEAD: Final = Answer(404, "There is no such lead, or it is of a team that is not yours.")
_SHEET: Final = Answer(200, "The lead.", (LeadSheet,))
_HELD: Final = Answer(409, "Somebody is at the lead now, or it is in no state for that.")
_LEAD_PLACE: Final = "/manage/api/leads/{lead_id}"
_SOURCE: Final = Parameter("list_id", "query", "Only those of this dial list.", {"type": "string"})
DRY_RUN: Final = Parameter(
    "dry_run", "query", "Check everything, write nothing.", {"type": "boolean"}
)
FILE_NAME: Final = Parameter(
    "file_name",
    "query",
    "The file's name: one that ends in .xlsx is a workbook, another a CSV in UTF-8.",
    {"type": "string", "maxLength": 200},
)
SHEET: Final = Parameter(
    "sheet", "query", "Of a workbook; else its first.", {"type": "string", "maxLength": 100}
)

FIND_LEADS: Final = reading(
    f"{PLACE}/{{campaign_id}}/leads",
    "Find leads of a campaign",
    "Dial list by dial list, in a list as they came in. What is looked for with `find` comes on "
    "one page.",
    Answer(200, "The leads.", (LeadLines,)),
    Answer(400, "A parameter is wrong; the message begins with its name."),
    NO_CAMPAIGN,
    parameters=(
        CAMPAIGN,
        Parameter(
            "find",
            "query",
            "How the number, as people write it, or the external id begins.",
            {"type": "string", "maxLength": 200},
        ),
        Parameter(
            "states",
            "query",
            "Those in one of these states, with commas between; else all.",
            {"type": "string", "examples": [f"{LeadState.NEW},{LeadState.RETRY}"]},
        ),
        _SOURCE,
        Parameter("after", "query", "`next_after` of the page before.", {"type": "string"}),
        Parameter(
            "limit",
            "query",
            "How many at most.",
            {"type": "integer", "minimum": 1, "maximum": MOST_A_PAGE, "default": 50},
        ),
    ),
)
SHOW_LEAD: Final = reading(
    _LEAD_PLACE,
    "Show a lead",
    "With its data, its attempts, and every rule that is asked before it is dialled.",
    _SHEET,
    _NO_LEAD,
    parameters=(_LEAD,),
)
CHANGE_LEAD: Final = changing(
    "patch",
    _LEAD_PLACE,
    "Change a lead",
    "Whose it is, where it is, how soon it is dialled, and its data.",
    _SHEET,
    _NO_LEAD,
    parameters=(_LEAD,),
    body=ChangeLead,
)
NEVER_CALL_LEAD: Final = changing(
    "post",
    f"{_LEAD_PLACE}/do-not-call",
    "Never call a lead's number again",
    "The number is put on the do-not-call list of the space, or of its campaign.",
    _SHEET,
    _NO_LEAD,
    parameters=(_LEAD,),
    body=NeverCallLead,
)
QUEUE_LEAD: Final = changing(
    "post",
    f"{_LEAD_PLACE}/queue",
    "Queue a finished lead again",
    "It begins anew; what was dialled today and this week still counts.",
    _SHEET,
    _NO_LEAD,
    _HELD,
    parameters=(_LEAD,),
)
SET_CALLBACK: Final = changing(
    "post",
    f"{_LEAD_PLACE}/callback",
    "Set a lead's callback",
    "In the place of the one that it has.",
    _SHEET,
    _NO_LEAD,
    _HELD,
    parameters=(_LEAD,),
    body=PromiseCallback,
)
CLEAR_CALLBACK: Final = changing(
    "delete",
    f"{_LEAD_PLACE}/callback",
    "Take a lead's callback back",
    "It is dialled in its turn.",
    _SHEET,
    _NO_LEAD,
    _HELD,
    parameters=(_LEAD,),
)
IMPORT_LEADS: Final = changing(
    "post",
    f"{PLACE}/{{campaign_id}}/leads/import",
    "Add the leads of a table",
    "The file is the body: CSV or XLSX, its first row names columns. Columns that are not mapped "
    "and bear no field's name become data. Rows that cannot be taken come back, each with its "
    "reason, and hold up no other; to send the file again is safe. Where no column is the number "
    "nothing is taken: a dry run then tells the columns alone.",
    Answer(200, "What became of it, or would.", (LeadsTaken,)),
    NO_CAMPAIGN,
    TOO_LARGE,
    parameters=(
        CAMPAIGN,
        Parameter(
            "source",
            "query",
            "The dial list's name; it is made where there is none.",
            {"type": "string", "minLength": 1, "maxLength": 120},
            True,
        ),
        FILE_NAME,
        SHEET,
        Parameter(
            "columns",
            "query",
            "A JSON object of columns and what each becomes: `number`, `username`, "
            "`external_id`, `priority`, `timezone`, `expires_at`, `not_before`, `data.` and a "
            "key, or an empty text to leave it out.",
            {"type": "string", "examples": ['{"Phone 1":"number","Firm":"data.company"}']},
        ),
        DRY_RUN,
    ),
    upload=TABLES,
)
EXPORT_LEADS: Final = changing(
    "get",
    f"{PLACE}/{{campaign_id}}/leads/export",
    "Download a campaign's leads",
    "With what came of each last, as a CSV that can be imported again.",
    Answer(200, "The leads, as they are read.", (), "text/csv"),
    Answer(404, "There is no such campaign or dial list."),
    parameters=(CAMPAIGN, _SOURCE),
)

LEADS_OPERATIONS: Final = (
    FIND_LEADS,
    IMPORT_LEADS,
    EXPORT_LEADS,
    SHOW_LEAD,
    CHANGE_LEAD,
    NEVER_CALL_LEAD,
    QUEUE_LEAD,
    SET_CALLBACK,
    CLEAR_CALLBACK,
)

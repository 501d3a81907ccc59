"""Routes of the audit log."""

from typing import Final

from dockline.api.manage.audit_wire import AuditChain, AuditRows
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

MOST_ROWS: Final = 200
LONGEST_TEXT: Final = 200
_NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_TIME: Final = {"type": "number", "minimum": 0, "maximum": 1e11}
_TEXT: Final = {"type": "string", "maxLength": LONGEST_TEXT}
_FILTERS: Final = (
    Parameter("actor", "query", "A part of who did it.", _TEXT),
    Parameter("action", "query", "What the action begins with, as `campaign.`.", _TEXT),
    Parameter("since", "query", "At this time or later, in seconds since 1970.", _TIME),
    Parameter("until", "query", "Before this time.", _TIME),
    Parameter("text", "query", "A part of the detail.", _TEXT),
)
_REFUSED: Final = (MALFORMED, NOT_SIGNED_IN, NOT_PERMITTED, AWAY)

READ_AUDIT: Final = Operation(
    "get",
    "/manage/api/audit",
    TAG,
    "The audit log",
    "Who did what, and when; the newest first.",
    (Answer(200, "Entries.", (AuditRows,)), *_REFUSED),
    parameters=(
        CLOUD,
        *_FILTERS,
        Parameter(
            "limit",
            "query",
            "How many at most; 50 unless told.",
            {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
        ),
        Parameter("before", "query", "Older than the entry of this `entry_id`.", _NUMBER),
    ),
    security=SESSION,
    right=Right.READ_AUDIT,
)
LOOK_AT_CHAIN: Final = Operation(
    "get",
    "/manage/api/audit/chain",
    TAG,
    "Verify the audit log",
    "Looks at the next 2,000 entries of the chain, from the number `after` on, and tells the first "
    "that is not as it was written. Ask again with `verified_to` until it is done.",
    (Answer(200, "How far it is verified.", (AuditChain,)), *_REFUSED),
    parameters=(CLOUD, Parameter("after", "query", "Verified up to here already.", _NUMBER)),
    security=SESSION,
    right=Right.READ_AUDIT,
)
EXPORT_AUDIT: Final = Operation(
    "get",
    "/manage/api/audit/export",
    TAG,
    "Export the audit log",
    "A file with the entries, the oldest first: lines of JSON with each entry's hash, which "
    "`dockline audit verify --file` checks, or CSV. That it was asked for is an entry, too.",
    (
        Answer(200, "Lines of JSON.", (), "application/x-ndjson"),
        Answer(200, "CSV.", (), "text/csv; charset=utf-8"),
        *_REFUSED,
    ),
    parameters=(
        CLOUD,
        *_FILTERS,
        Parameter(
            "format",
            "query",
            "`jsonl` unless told.",
            {"type": "string", "enum": ["jsonl", "csv"]},
        ),
    ),
    security=SESSION,
    right=Right.READ_AUDIT,
)

AUDIT_OPERATIONS: Final = (READ_AUDIT, LOOK_AT_CHAIN, EXPORT_AUDIT)

"""Routes of ready-made samples."""

from typing import Final

from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.samples_wire import DryRun, DryRunAnswer, SamplesAnswer
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    WRONG_TYPE,
    Answer,
    Operation,
)
from dockline.domain.access import Right

SHOW_SAMPLES: Final = Operation(
    "get",
    "/manage/api/samples",
    TAG,
    "Ready-made samples",
    "In curl, Python and Apex, with this server's address, the space, and a team and agents of it.",
    (Answer(200, "Samples.", (SamplesAnswer,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.KEEP_TOKENS,
)
TRY_SAMPLE: Final = Operation(
    "post",
    "/manage/api/samples/dry_run",
    TAG,
    "Try a sample",
    "Checks the sample as the API would, and stores nothing. No token is needed.",
    (
        Answer(200, "What the API would answer, whatever its status.", (DryRunAnswer,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        TOO_LARGE,
        WRONG_TYPE,
        AWAY,
    ),
    DryRun,
    (CLOUD,),
    SESSION,
    Right.KEEP_TOKENS,
)

SAMPLE_OPERATIONS: Final = (SHOW_SAMPLES, TRY_SAMPLE)

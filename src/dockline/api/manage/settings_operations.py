"""Routes of a space's settings."""

from typing import Final

from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.settings_wire import SettingsAnswer, SettingsChange
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

SHOW_SETTINGS: Final = Operation(
    "get",
    "/manage/api/settings",
    TAG,
    "A space's settings",
    "All settings of the space, and what each is where nobody has set it.",
    (Answer(200, "The settings.", (SettingsAnswer,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)

CHANGE_SETTINGS: Final = Operation(
    "patch",
    "/manage/api/settings",
    TAG,
    "Change a space's settings",
    "Changes what it names and leaves the rest. Where one setting is wrong, nothing is changed, "
    "and the message begins with the setting's path. Docks, calls and campaigns follow at once; "
    "the audit log tells each change with what it was before.",
    (
        Answer(200, "The settings, as they are now.", (SettingsAnswer,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        TOO_LARGE,
        WRONG_TYPE,
        AWAY,
    ),
    body=SettingsChange,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)

SETTINGS_OPERATIONS: Final = (SHOW_SETTINGS, CHANGE_SETTINGS)

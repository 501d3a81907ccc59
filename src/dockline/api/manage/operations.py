"""Every route of the admin pages, as data."""

from typing import Final

from dockline.api.manage.calls_operations import CALL_OPERATIONS
from dockline.api.manage.me_operations import ME_OPERATIONS
from dockline.api.manage.reports_operations import REPORT_OPERATIONS
from dockline.api.manage.settings_operations import SETTINGS_OPERATIONS
from dockline.api.manage.spaces_operations import SPACES_OPERATIONS
from dockline.api.operation import Operation

MANAGE_OPERATIONS: Final[tuple[Operation, ...]] = (
    *ME_OPERATIONS,
    *CALL_OPERATIONS,
    *REPORT_OPERATIONS,
    *SETTINGS_OPERATIONS,
    *SPACES_OPERATIONS,
)

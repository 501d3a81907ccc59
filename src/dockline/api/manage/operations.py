"""Every route of the admin pages, as data."""

from typing import Final

from dockline.api.manage.account_operations import ACCOUNT_OPERATIONS
from dockline.api.manage.audit_operations import AUDIT_OPERATIONS
from dockline.api.manage.calls_operations import CALL_OPERATIONS
from dockline.api.manage.campaigns_operations import CAMPAIGNS_OPERATIONS
from dockline.api.manage.care_operations import CARE_OPERATIONS
from dockline.api.manage.do_not_call_operations import DO_NOT_CALL_OPERATIONS
from dockline.api.manage.engine_operations import ENGINE_OPERATIONS
from dockline.api.manage.leads_operations import LEADS_OPERATIONS
from dockline.api.manage.me_operations import ME_OPERATIONS
from dockline.api.manage.reports_operations import REPORT_OPERATIONS
from dockline.api.manage.samples_operations import SAMPLE_OPERATIONS
from dockline.api.manage.settings_operations import SETTINGS_OPERATIONS
from dockline.api.manage.sign_on_operations import SIGN_ON_OPERATIONS
from dockline.api.manage.spaces_operations import SPACES_OPERATIONS
from dockline.api.manage.teams_operations import TEAMS_OPERATIONS
from dockline.api.manage.tokens_operations import TOKEN_OPERATIONS
from dockline.api.manage.users_operations import USERS_OPERATIONS
from dockline.api.manage.webhooks_operations import WEBHOOKS_OPERATIONS
from dockline.api.operation import Operation

MANAGE_OPERATIONS: Final[tuple[Operation, ...]] = (
    *ME_OPERATIONS,
    *ENGINE_OPERATIONS,
    *CARE_OPERATIONS,
    *ACCOUNT_OPERATIONS,
    *USERS_OPERATIONS,
    *TEAMS_OPERATIONS,
    *TOKEN_OPERATIONS,
    *SAMPLE_OPERATIONS,
    *AUDIT_OPERATIONS,
    *SIGN_ON_OPERATIONS,
    *CAMPAIGNS_OPERATIONS,
    *LEADS_OPERATIONS,
    *DO_NOT_CALL_OPERATIONS,
    *CALL_OPERATIONS,
    *REPORT_OPERATIONS,
    *SETTINGS_OPERATIONS,
    *SPACES_OPERATIONS,
    *WEBHOOKS_OPERATIONS,
)

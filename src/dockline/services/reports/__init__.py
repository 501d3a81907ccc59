"""Reports: calls, talk, service level, agents, campaigns, the cap, chats, of a time."""

from dockline.services.reports.campaigns import CampaignReports as CampaignReports
from dockline.services.reports.people import PeopleReports as PeopleReports
from dockline.services.reports.queues import QueueReports as QueueReports
from dockline.services.reports.scope import Scope as Scope

"""One space's outbound work: its campaigns, the leads in play, and who is there for them."""

from functools import partial

from dockline.domain.callerids import chosen
from dockline.domain.campaign import Campaign, MachineTreatment
from dockline.domain.commands import StartLine
from dockline.domain.dialrules import caller_id_for
from dockline.domain.facts import LeadView
from dockline.domain.ids import AgentId, CallId, CampaignId, SpaceId
from dockline.domain.leadlife import Life
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.dialer.crew import Crew
from dockline.services.dialer.leads import LeadsInPlay
from dockline.services.dialer.running import Running
from dockline.services.dialer.sight import lead_view
from dockline.services.floors import Floors
from dockline.services.lead_rules import RulesContext


class Outbound:
    def __init__(
        self, space_id: SpaceId, store: Store, clock: Clock, accounts: Accounts, floors: Floors
    ) -> None:
        self.space_id = space_id
        self.store = store
        self.clock = clock
        self.accounts = accounts
        self.floors = floors
        self.context = RulesContext(store, clock)
        self.crew = Crew()
        self.play = LeadsInPlay(space_id, store, clock, partial(floors.keep, space_id))
        self.campaigns: dict[CampaignId, Running] = {}

    @property
    def space(self) -> Space:
        space = self.accounts.space(self.space_id)
        if space is None:
            raise KeyError(self.space_id)
        return space

    def lead_view(self, life: Life) -> LeadView:
        """As agents see it."""
        running = self.campaigns[life.lead.campaign_id]
        source, zone = running.source(life.lead.list_id), self.space.settings.time_zone
        return lead_view(life, running.campaign, source, zone)

    def line(self, life: Life, campaign: Campaign, call_id: CallId, caller_id: str) -> StartLine:
        """As the dialer dials this lead."""
        dialer, team = campaign.settings.dialer, self.accounts.team(campaign.team_id)
        leave = dialer.machine is MachineTreatment.LEAVE_MESSAGE
        return StartLine(
            call_id=call_id,
            lead=self.lead_view(life),
            team_id=campaign.team_id,
            team=team.name if team is not None else "",
            caller_id=caller_id,
            ring_seconds=dialer.ring_seconds,
            wait_seconds=dialer.wait_seconds,
            wrap_up_seconds=campaign.settings.leads.wrap_up_seconds,
            agent_id=life.wanted_by,
            listen=dialer.amd,
            machine_message=dialer.machine_message if dialer.amd and leave else "",
            abandon_message=dialer.abandon_message,
        )

    def caller_id(self, campaign: Campaign, number: str) -> str:
        """The campaign's, in turn or the nearest; else the team's, else the space's."""
        dialer = campaign.settings.dialer
        running = self.campaigns[campaign.campaign_id]
        running.shown += 1
        own = chosen(dialer.caller_ids, number, running.shown, local=dialer.local_presence)
        return own or caller_id_for("", self.accounts.team(campaign.team_id), self.space)

    def wraps_up(self, agent_id: AgentId | None, call_id: str | None) -> bool:
        """An agent is there who will say what came of the call."""
        view = self.floors.view(self.space_id, agent_id) if agent_id is not None else None
        if view is None or view.me.until is None:
            return False
        return view.me.call_id == call_id

"""A month of a space, drawn at random: calls, states, attempts and chats that fit no plan."""

from random import Random

from msgspec.structs import replace

from dockline.domain.campaign import Campaign, CampaignSettings, DialerSettings, DialList
from dockline.domain.ids import (
    AgentId,
    CallId,
    CampaignId,
    ChatId,
    LeadId,
    ListId,
    SpaceId,
    TeamId,
)
from dockline.domain.lead import Lead, LeadState, Push
from dockline.domain.leadlife import Attempt, AttemptId, Life
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.shown import CallKind, Outcome
from dockline.domain.space import Role, User
from dockline.ports.chat_store import ChatRecord, PutChat
from dockline.ports.lead_store import LeadBatch, PutAttempt, PutCampaign, PutDialList, PutLife
from dockline.ports.store import (
    AgentStateRow,
    CallRecord,
    PutAgentState,
    PutCall,
    PutUser,
    Store,
)

BEGINS = 1_790_000_000.0
DAYS = 4
TEAMS = (
    (TeamId("sales"), "Sales"),
    (TeamId("sales"), "Selling"),
    (TeamId("gone"), "Sales"),
    (TeamId("service"), "Service"),
    (TeamId("south"), "Süd"),
    (TeamId(""), ""),
)
"""One was renamed, and another had its name before."""
TEAM_IDS = (TeamId("team-0"), TeamId("team-1"), TeamId("team-2"))
AGENTS = tuple(AgentId(f"agent-{n}") for n in range(4))
CAMPAIGNS = tuple(CampaignId(f"campaign-{n}") for n in range(2))
_CAUSES = ("", "hung-up-waiting", "closed", "queue-full", "nobody-signed-in", "waited-longest")
_STATES = ("offline", "ready", "paused", "ringing", "dialling", "talking", "held", "wrap_up")


class History:
    """What was written, to be counted again by whoever tests."""

    def __init__(self, seed: int, space_id: SpaceId, prefix: str = "") -> None:
        self.space_id = space_id
        self._luck = Random(seed)
        self._prefix = prefix
        self.calls = [self._call(n) for n in range(160)]
        self.states = self._agent_states()
        self.chats = [self._chat(n) for n in range(60)]
        self.campaigns = [self._campaign(one) for one in CAMPAIGNS]
        self.leads = {LeadId(f"{prefix}lead-{n:02}"): self._state() for n in range(30)}
        self.attempts = [self._attempt(n) for n in range(150)]
        made = {(each.campaign_id, each.lead_id) for each, _ in self.attempts}
        assert len(made) > 20

    async def write(self, store: Store) -> None:
        users = [
            PutUser(User(one, self.space_id, f"{one}", one.title(), Role.AGENT, ""))
            for one in AGENTS
        ]
        await store.commit(
            [
                *(users if not self._prefix else ()),
                *(PutCall(one) for one in self.calls),
                *(PutAgentState(one) for one in self.states),
                *(PutChat(one) for one in self.chats),
            ]
        )
        for n, campaign in enumerate(self.campaigns):
            await self._write_leads(store, n, campaign)
        await store.commit([PutAttempt(one, mistaken) for one, mistaken in self.attempts])

    async def _write_leads(self, store: Store, n: int, campaign: Campaign) -> None:
        """Every second lead is of the one, the others are of the other."""
        list_id = ListId(f"{self._prefix}list-{n}")
        dial_list = DialList(list_id, self.space_id, campaign.campaign_id, "March", BEGINS)
        ours = {lead: state for lead, state in self.leads.items() if int(lead[-2:]) % 2 == n}
        batch = LeadBatch(
            self.space_id,
            campaign.campaign_id,
            list_id,
            requeue=False,
            at=BEGINS,
            pushes=[Push(f"4420794601{lead[-2:]}", lead) for lead in ours],
            first=(PutCampaign(campaign), PutDialList(dial_list)),
        )
        await store.push_leads(batch)
        lives = await store.lives(self.space_id, list(ours))
        await store.commit([PutLife(_with(lives[lead], state)) for lead, state in ours.items()])

    def _at(self) -> float:
        luck = self._luck
        # Some on the hour, where slots meet.
        if luck.random() < 0.1:
            return BEGINS + 3600.0 * luck.randrange(24 * DAYS)
        return BEGINS + luck.random() * DAYS * 86_400

    def _maybe(self, at: float, most: float, likely: float = 0.7) -> float | None:
        # A clock may be set back: nothing of that may be counted as less than nothing.
        later = self._luck.uniform(-2.0, most)
        return at + later if self._luck.random() < likely else None

    def _call(self, n: int) -> CallRecord:
        luck, at = self._luck, self._at()
        team_id, team = luck.choice(TEAMS)
        answered = self._maybe(at, 60, 0.6)
        ended = self._maybe(answered or at, 600, 0.9)
        waits = luck.choice((20.0, luck.uniform(0, 60)))
        return CallRecord(
            call_id=CallId(f"{self._prefix}call-{n:03}"),
            space_id=self.space_id,
            kind=luck.choice([one.value for one in CallKind] + ["inbound"] * 4),
            direction=luck.choice(("inbound", "outbound")),
            agent_id=luck.choice((*AGENTS, AgentId(""))),
            agent_login="x",
            agent_name="X",
            team_id=team_id,
            team=team,
            number=luck.choice(("442079460101", "442079460102")),
            caller_id="442079460018",
            custom={},
            started_at=at,
            answered_at=at + waits if answered is not None else None,
            ended_at=ended,
            hold_seconds=luck.choice((0.0, luck.uniform(0, 300))),
            outcome=luck.choice([one.value for one in Outcome]) if ended is not None else "",
            cause=luck.choice(_CAUSES),
            recording=luck.choice(("", "", f"call-{n}-1.wav")),
            disposition=luck.choice(("", "Sold", "No answer")),
            note=luck.choice(("", "Wants 100%_off!", "CALLS back Friday", "ruft zurück")),
        )

    def _agent_states(self) -> list[AgentStateRow]:
        luck = self._luck
        rows = []
        for agent_id in AGENTS[:3]:
            at = BEGINS - luck.uniform(0, 90_000)
            for seq in range(80):
                state = luck.choice(_STATES)
                rows.append(
                    AgentStateRow(
                        self.space_id,
                        agent_id,
                        at,
                        seq,
                        state,
                        luck.choice(("Lunch", "Break")) if state == "paused" else "",
                        luck.choice(self.calls).call_id if state in ("wrap_up", "held") else "",
                        luck.choice((0, 0, 2)),
                    )
                )
                at += luck.choice((0.0, luck.uniform(0, 9000)))
        return rows

    def _chat(self, n: int) -> ChatRecord:
        luck, at = self._luck, self._at()
        opened = self._maybe(at, 90)
        return ChatRecord(
            chat_id=ChatId(f"{self._prefix}chat-{n}"),
            space_id=self.space_id,
            team_id=luck.choice(TEAM_IDS),
            team="Sales",
            channel="widget",
            visitor="",
            attributes={},
            agent_id=AgentId(""),
            agent_name="",
            started_at=at,
            opened_at=opened,
            ended_at=self._maybe(opened or at, 600),
        )

    def _campaign(self, campaign_id: CampaignId) -> Campaign:
        dialer = DialerSettings(window_hours=self._luck.choice((5.0, 30.0, 720.0)))
        return Campaign(
            CampaignId(self._prefix + campaign_id),
            self.space_id,
            TEAM_IDS[0],
            campaign_id,
            BEGINS - 1234.5,
            CampaignSettings(dialer=dialer),
        )

    def _state(self) -> LeadState:
        return self._luck.choice(
            (LeadState.NEW, LeadState.RETRY, LeadState.DONE, LeadState.EXHAUSTED)
        )

    def _attempt(self, n: int) -> tuple[Attempt, float]:
        luck = self._luck
        number = luck.randrange(28)
        outcome = luck.choice([*AttemptOutcome, None])
        at = self._at()
        attempt = Attempt(
            attempt_id=AttemptId(f"{self._prefix}attempt-{n:03}"),
            space_id=self.space_id,
            campaign_id=CampaignId(self._prefix + CAMPAIGNS[number % 2]),
            list_id=ListId(f"{self._prefix}list-{number % 2}"),
            lead_id=LeadId(f"{self._prefix}lead-{number:02}"),
            call_id=CallId(f"{self._prefix}call-{n:03}"),
            number=luck.choice(("442079460101", "442079460102")),
            caller_id="",
            round=1,
            dialled_at=at,
            answered_at=at if luck.random() < 0.5 else None,
            outcome=outcome,
            judged=luck.choice((None, None, AttemptOutcome.MACHINE)),
            disposition=luck.choice(("", "sold", "no-answer")),
        )
        return attempt, 0.02 if outcome is AttemptOutcome.MACHINE else 0.0


def _with(life: Life, state: LeadState) -> Life:
    lead: Lead = replace(life.lead, state=state)
    return replace(life, lead=lead)

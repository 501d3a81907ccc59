"""``/manage/api/samples``: ready-made samples of the API, and a rehearsal of those that push."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.types import Scope

from dockline.api import problems
from dockline.api.bodies import BODY_LIMIT
from dockline.api.lead_posts import LeadPosts
from dockline.api.manage.admission import Manager
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.samples_operations import SHOW_SAMPLES, TRY_SAMPLE
from dockline.api.manage.samples_wire import DryRun, DryRunAnswer, ReadySample, SamplesAnswer
from dockline.api.ready_samples import SHOWN, Names, names_of, ready_sample
from dockline.api.replies import Reply, json_reply, problem_reply
from dockline.api.sample import curl
from dockline.api.sample_code import apex, python, wants_token
from dockline.domain.errors import Refusal
from dockline.domain.scope import USES
from dockline.ports.clock import Clock
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.settings import Settings


class SampleRoutes:
    def __init__(
        self,
        accounts: Accounts,
        store: Store,
        posts: LeadPosts,
        clock: Clock,
        settings: Settings,
        server: Callable[[Scope], str],
    ) -> None:
        """``server``: this server's address, as the one who asks has it."""
        self._accounts = accounts
        self._store = store
        self._posts = posts
        self._clock = clock
        self._settings = settings
        self._server = server

    def routes(self) -> list[ManageRoute]:
        return [ManageRoute(SHOW_SAMPLES, self.show), ManageRoute(TRY_SAMPLE, self.rehearse)]

    async def show(self, asking: Asking) -> Reply:
        names, server = await self._names(asking.manager), self._server(asking.scope)
        missing = [("team", names.team), ("agent", names.logins)]
        return json_reply(
            SamplesAnswer(
                success=True,
                address=server,
                cluster_id=self._settings.cluster_id,
                cloud_id=names.cloud_id,
                leads_per_body=self._settings.leads_per_body,
                body_mib=BODY_LIMIT // 2**20,
                samples=[self._ready(name, names, server) for name in SHOWN],
                missing=[what for what, found in missing if not found],
            )
        )

    async def rehearse(self, asking: Asking) -> Reply:
        body: DryRun = asking.body
        manager = asking.manager
        sample = ready_sample(body.sample, await self._names(manager), self._clock.now())
        raw, many = msgspec.json.encode(sample.body), body.sample == "add_multiple"
        try:
            reply = await self._posts.rehearse(raw, manager.space_id, manager.actor, many=many)
        except (problems.Problem, Refusal) as refused:
            problem = problems.from_exception(refused)
            assert problem is not None
            reply = problem_reply(problem)
        answer: dict[str, Any] = msgspec.json.decode(reply.body)
        return json_reply(DryRunAnswer(success=True, status=reply.status, answer=answer))

    async def _names(self, manager: Manager) -> Names:
        teams = self._accounts.teams(manager.space_id)
        users = self._accounts.users(manager.space_id)
        campaigns = await self._store.campaigns(manager.space_id)
        return names_of(manager.space, teams, users, campaigns)

    def _ready(self, name: str, names: Names, server: str) -> ReadySample:
        sample = ready_sample(name, names, self._clock.now())
        return ReadySample(
            name=name,
            title=SHOWN[name][0],
            curl=curl(server, sample),
            python=python(server, sample),
            apex=apex(server, sample),
            status=200,
            told=sample.told,
            answer=json.dumps(sample.answer, indent=2, ensure_ascii=False),
            needs_token=wants_token(sample),
            scope=USES[sample.path].scope,
            dry_run=name in ("add", "add_multiple"),
        )

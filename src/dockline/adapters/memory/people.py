"""Second factors in memory."""

from abc import abstractmethod

import msgspec

from dockline.adapters.memory.tables import Tables
from dockline.domain.ids import AgentId
from dockline.ports.people_store import (
    DropSecondFactor,
    PeopleWrite,
    PutRecoveryCodes,
    PutSecondFactor,
    SecondFactor,
    SpendRecoveryCode,
    SpendStep,
)
from dockline.ports.store import StoreConflict


class MemoryPeople(Tables):
    def __init__(self) -> None:
        self._factors: dict[AgentId, SecondFactor] = {}
        self._codes: dict[AgentId, frozenset[bytes]] = {}
        super().__init__()

    def _apply_people_write(self, write: PeopleWrite) -> None:
        match write:
            case PutSecondFactor(factor):
                self._put(self._factors, factor.user_id, factor)
            case PutRecoveryCodes(user_id, hashes):
                self._put(self._codes, user_id, frozenset(hashes))
            case DropSecondFactor(user_id):
                self._drop(self._factors, user_id)
                self._drop(self._codes, user_id)
            case SpendStep(user_id, step):
                kept = self._factors.get(user_id)
                if kept is None or kept.last_step >= step:
                    raise StoreConflict("second_factor")
                spent = msgspec.structs.replace(kept, last_step=step)
                self._put(self._factors, user_id, spent)
            case SpendRecoveryCode(user_id, code_hash):
                codes = self._codes.get(user_id, frozenset())
                if code_hash not in codes:
                    raise StoreConflict("second_factor")
                self._put(self._codes, user_id, codes - {code_hash})

    async def second_factor(self, user_id: AgentId) -> SecondFactor | None:
        self._check()
        return self._factors.get(user_id)

    async def recovery_codes_left(self, user_id: AgentId) -> int:
        self._check()
        return len(self._codes.get(user_id, ()))

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

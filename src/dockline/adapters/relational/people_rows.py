"""Second factors as statements and rows, and the reads that both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

from msgspec.structs import astuple

from dockline.adapters.relational.sql import insert, put, select
from dockline.adapters.relational.statement import Row, Statement
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

_FACTOR_COLUMNS: Final = ("user_id", "space_id", "secret", "since", "last_step")
_CODE_COLUMNS: Final = ("user_id", "code_hash")

_PUT_FACTOR: Final = put("second_factors", _FACTOR_COLUMNS, "user_id")
_DROP_FACTOR: Final = "delete from second_factors where user_id = ?"
_SPEND_STEP: Final = "update second_factors set last_step = ? where user_id = ? and last_step < ?"
_PUT_CODE: Final = insert("recovery_codes", _CODE_COLUMNS)
_DROP_CODES: Final = "delete from recovery_codes where user_id = ?"
_SPEND_CODE: Final = "delete from recovery_codes where user_id = ? and code_hash = ?"

_FACTOR: Final = f"{select('second_factors', _FACTOR_COLUMNS)} where user_id = ?"
_CODES_LEFT: Final = "select count(*) from recovery_codes where user_id = ?"

_CONFLICT: Final = "second_factor"


def people_statements(write: PeopleWrite) -> Iterator[Statement]:
    match write:
        case PutSecondFactor(factor):
            yield Statement(_PUT_FACTOR, astuple(factor))
        case PutRecoveryCodes(user_id, hashes):
            yield Statement(_DROP_CODES, (user_id,))
            for code_hash in hashes:
                yield Statement(_PUT_CODE, (user_id, code_hash))
        case DropSecondFactor(user_id):
            yield Statement(_DROP_FACTOR, (user_id,))
            yield Statement(_DROP_CODES, (user_id,))
        case SpendStep(user_id, step):
            yield Statement(_SPEND_STEP, (step, user_id, step), _CONFLICT)
        case SpendRecoveryCode(user_id, code_hash):
            yield Statement(_SPEND_CODE, (user_id, code_hash), _CONFLICT)


class PeopleReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    async def second_factor(self, user_id: AgentId) -> SecondFactor | None:
        rows = await self._rows(_FACTOR, (user_id,))
        return SecondFactor(*rows[0]) if rows else None

    async def recovery_codes_left(self, user_id: AgentId) -> int:
        rows = await self._rows(_CODES_LEFT, (user_id,))
        return int(rows[0][0])

"""Codes of an authenticator app, step by step, against RFC 6238 and against themselves."""

import pyotp
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.people_store import SecondFactor, SpendRecoveryCode, SpendStep
from dockline.services.second_factor import (
    RECOVERY_CODES,
    STEP_SECONDS,
    new_recovery_codes,
    spending,
    step_of,
)

RISHI = AgentId("rishi-id")
# The seed of RFC 6238, appendix B, in base32.
FACTOR = SecondFactor(RISHI, SpaceId("leap"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1.0, 0)
times = st.integers(min_value=60, max_value=4_000_000_000)


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_of_the_rfc(at: int, code: str) -> None:
    assert step_of(FACTOR, code, float(at)) == at // STEP_SECONDS
    assert step_of(FACTOR, f" {code[:3]} {code[3:]} ", float(at)) == at // STEP_SECONDS


@given(times, st.integers(min_value=-200, max_value=200))
def test_a_code_is_good_a_step_on_either_side(at: int, aside: int) -> None:
    code = pyotp.TOTP(FACTOR.secret).at(at)
    found = step_of(FACTOR, code, float(at + aside))
    steps = (at + aside) // STEP_SECONDS - at // STEP_SECONDS
    if abs(steps) <= 1:
        assert found is not None
        assert pyotp.TOTP(FACTOR.secret).generate_otp(found) == code


@given(st.lists(st.tuples(times, st.integers(min_value=-60, max_value=60)), max_size=12))
def test_no_step_is_taken_twice_nor_one_before_it(tries: list[tuple[int, int]]) -> None:
    factor, taken = FACTOR, []
    for at, aside in tries:
        code = pyotp.TOTP(factor.secret).at(at)
        step = step_of(factor, code, float(at + aside))
        if step is None:
            continue
        assert step > factor.last_step
        assert abs(step - (at + aside) // STEP_SECONDS) <= 1
        taken.append(step)
        factor = replace(factor, last_step=step)
        assert step_of(factor, code, float(at + aside)) in (None, *range(step + 1, step + 3))
    assert taken == sorted(set(taken))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0x1234", "-12345"])
def test_what_is_no_code(code: str) -> None:
    assert step_of(FACTOR, code, 59.0) is None


def test_recovery_codes_are_told_once_and_kept_as_hashes() -> None:
    codes, put = new_recovery_codes(RISHI)
    assert len(set(codes)) == len(set(put.code_hashes)) == RECOVERY_CODES
    for code in codes:
        spend = spending(FACTOR, code.upper(), 59.0)
        assert isinstance(spend, SpendRecoveryCode)
        assert spend.code_hash in put.code_hashes
        assert spending(FACTOR, code.replace("-", " "), 59.0) == spend
    others = replace(FACTOR, user_id=AgentId("other"))
    elsewhere = spending(others, codes[0], 59.0)
    assert isinstance(elsewhere, SpendRecoveryCode)
    assert elsewhere.code_hash not in put.code_hashes


def test_a_code_of_the_app_is_spent_as_its_step() -> None:
    assert spending(FACTOR, "287082", 59.0) == SpendStep(RISHI, 1)
    assert spending(FACTOR, "000000", 59.0) is None
    assert spending(FACTOR, "something else", 59.0) is None

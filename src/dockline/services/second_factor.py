"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it
is lost."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

import pyotp
from msgspec import Struct

from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId
from dockline.domain.passwords import RECOVERY_LENGTH, made_recovery_code
from dockline.domain.space import Space, User
from dockline.ports.people_store import (
    PutRecoveryCodes,
    SecondFactor,
    SpendRecoveryCode,
    SpendStep,
)

STEP_SECONDS: Final = 30
DIGITS: Final = 6
RECOVERY_CODES: Final = 10
_ISSUER: Final = "Dockline"
_EITHER_SIDE: Final = (0, -1, 1)
"""Time steps beside the present one whose codes are taken, for clocks that are a little off."""


class SecondFactorNeeded(Refusal):
    """Type the code of your authenticator app."""

    code = "second-factor-needed"


class SecondFactorWrong(Refusal):
    """That code is wrong, or was used already. Wait for the next one."""

    code = "second-factor-wrong"


class SecondFactorOn(Refusal):
    """A second factor is set up already. Switch it off first."""

    code = "second-factor-on"


class SecondFactorOff(Refusal):
    """No second factor is set up. Begin anew."""

    code = "second-factor-off"


class SecondFactorRequired(Refusal):
    """Your space asks for a second factor; it cannot be switched off."""

    code = "second-factor-required"


class SetUp(Struct, frozen=True):
    """What an authenticator app needs. It is told once."""

    secret: str
    """Base32, to be typed where no picture can be read."""
    address: str
    """``otpauth://totp/...``: what the picture shows."""


def begun(user: User, space: Space) -> tuple[SecondFactor, SetUp]:
    """A new secret, which counts for nothing until a code of it is given."""
    secret = pyotp.random_base32()
    name = f"{user.login}@{space.space_id}"
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)
    return SecondFactor(user.user_id, user.space_id, secret), SetUp(secret, address)


def step_of(factor: SecondFactor, code: str, now: float) -> int | None:
    """The time step whose code this is; None: it is none that may be used now."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    present = int(now // STEP_SECONDS)
    generator = pyotp.TOTP(factor.secret, digits=DIGITS, interval=STEP_SECONDS)
    found: int | None = None
    for aside in _EITHER_SIDE:
        step = present + aside
        same = hmac.compare_digest(generator.generate_otp(max(0, step)), digits)
        if same and found is None and step > factor.last_step:
            found = step
    return found


def spending(factor: SecondFactor, code: str, now: float) -> SpendStep | SpendRecoveryCode | None:
    """The write that uses the code up, which fails where it was used already; None: it is no
    code."""
    step = step_of(factor, code, now)
    if step is not None:
        return SpendStep(factor.user_id, step)
    plain = _plain(code)
    if len(plain) != RECOVERY_LENGTH:
        return None
    return SpendRecoveryCode(factor.user_id, _code_hash(factor.user_id, plain))


def new_recovery_codes(user_id: AgentId) -> tuple[tuple[str, ...], PutRecoveryCodes]:
    """To be told once, and the write that keeps their hashes."""
    codes = tuple(made_recovery_code() for _ in range(RECOVERY_CODES))
    return codes, PutRecoveryCodes(user_id, _hashes(user_id, codes))


def _hashes(user_id: AgentId, codes: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(_code_hash(user_id, _plain(code)) for code in codes)


def _code_hash(user_id: AgentId, plain: str) -> bytes:
    """With the user's id, so that one table of hashes does not serve for everybody."""
    return hashlib.sha256(f"{user_id}:{plain}".encode()).digest()


def _plain(code: str) -> str:
    return "".join(sign for sign in code.casefold() if sign.isalnum())

"""What a password must be like, and new ones.

Length counts for more than kinds of signs (NIST SP 800-63B, section 5.1.1.2): none of them are
asked for, and the first words that anybody would try are refused.
"""

import secrets
from typing import Final

SHORTEST: Final = 8
LONGEST: Final = 1024
RECOVERY_LENGTH: Final = 12
"""Signs of a recovery code, without the dashes between its groups."""

_GROUP: Final = 4
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when they are read out."""
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_FIRST_TRIED: Final = """
password passw0rd p@ssword p@ssw0rd password1 password12 password123 password1234 passwort
passwort1 letmein1 letmein123 welcome welcome1 welcome12 welcome123 welcome2024 welcome2025
welcome2026 changeme changeme1 changeme123 iloveyou iloveyou1 sunshine sunshine1 princess
princess1 football football1 baseball baseball1 basketball superman superman1 batman123 starwars
starwars1 trustno1 whatever whatever1 dragon123 monkey123 master123 shadow123 michael1 jennifer
jordan23 michelle charlie1 jessica1 computer computer1 internet internet1 administrator admin123
admin1234 admin12345 administrator1 root1234 toor1234 test1234 test12345 testtest guest123
guest1234 user1234 login123 secret123 secret12 secretsecret qwerty123 qwerty12 qwerty1234
qwerty12345 asdf1234 asdfasdf zxcvbnm1 zxcvzxcv abc12345 abcd1234 abc123456 a1b2c3d4 aa123456
aaa12345 1234qwer q1w2e3r4 1q2w3e4r pass1234 pass12345 passpass mypassword default1 default123
callcenter callcentre callcenter1 callcentre1 contactcentre asterisk1 asterisk123 dockline
dockline1 dockline123 telephone telephone1 headset1 support1 support123 supportsupport sales123
sales1234 agent123 agent1234 agent007 manager1 manager123 supervisor supervisor1 company1
company123 office123 samsung1 google123 facebook facebook1 linkedin liverpool liverpool1
arsenal1 chelsea1 barcelona realmadrid cricket1 india123 london123 winter2024 winter2025
winter2026 spring2025 spring2026 summer2024 summer2025 summer2026 autumn2025 autumn2026
monday123 friday123 january1 hello123 hello1234 hellohello helloworld 987654321 9876543210
11223344 112233445566 12341234 123123123 123321123 147258369 123698745 159753159 741852963
789456123 123456789a 12345678a 12345678910 1234567a 1234567890a 13131313 lovelove loveyou1
mustang1 killer123 pokemon1 naruto123 freedom1 hunter123 ashley123 soccer123
"""
_COMMON: Final = frozenset(_FIRST_TRIED.split())


def weakness(password: str, login: str = "") -> str:
    """Why it is not taken, as a sentence; empty: it is."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Use {SHORTEST} to {LONGEST} characters."
    plain = password.casefold()
    names = {login.casefold(), login.casefold().partition("@")[0]} - {""}
    if plain in names or plain[::-1] in names:
        return "It must not be the login."
    if len(set(plain)) < 3:
        return "It is one sign over and over; others would guess it."
    if plain in _COMMON or _in_a_row(plain):
        return "It is one of the first that others would guess."
    return ""


def _in_a_row(plain: str) -> bool:
    return any(plain in row or plain in row[::-1] for row in _ROWS)


def made_password() -> str:
    """One that is easily read out: 79 random bits, in four groups."""
    return _groups(4 * _GROUP)


def made_recovery_code() -> str:
    """59 random bits, in three groups."""
    return _groups(RECOVERY_LENGTH)


def _groups(signs: int) -> str:
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(signs))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, signs, _GROUP))

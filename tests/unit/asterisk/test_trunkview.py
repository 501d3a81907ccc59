"""What Asterisk shows of the trunk, read."""

import pytest

from dockline.adapters.asterisk.trunkview import contact_of, registration_of
from dockline.ports.engine import Registration

REGISTRATIONS = """vm/23481/22.10.1

 <Registration/ServerURI..............................>  <Auth....................>  <Status.......>
==========================================================================================

 trunk/sip:127.0.0.1:57505                               trunk                       {status}

Objects found: 1
"""
CONTACTS = """vm/23481/22.10.1

  Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>
==========================================================================================

  Contact:  dock-1/sip:x@10.0.0.1:5060                     aaaabea111 Unavail         0.000
  Contact:  probe/sip:127.0.0.1:57505                      42c3a68bea {status}

Objects found: 2
"""


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("Registered        (exp. 288s)", (Registration.REGISTERED, 288.0)),
        ("Unregistered      (exp. 7s)", (Registration.UNREGISTERED, 7.0)),
        ("Rejected          (exp. 30s)", (Registration.REJECTED, 30.0)),
        ("Unregistered", (Registration.UNREGISTERED, None)),
        ("Stopped", (Registration.UNKNOWN, None)),
    ],
)
def test_a_registration(status: str, told: tuple[Registration, float | None]) -> None:
    assert registration_of(REGISTRATIONS.format(status=status)) == told


def test_no_registration() -> None:
    assert registration_of("No objects found.\n") == (Registration.UNKNOWN, None)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("Avail         0.512", (True, 0.000512)),
        ("Unavail        -nan", (False, None)),
        ("NonQual        -nan", (None, None)),
        ("Avail          nan", (True, None)),
    ],
)
def test_a_contact(status: str, told: tuple[bool | None, float | None]) -> None:
    assert contact_of(CONTACTS.format(status=status)) == told


def test_no_contact() -> None:
    assert contact_of("No objects found.\n") == (None, None)

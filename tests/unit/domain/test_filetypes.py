"""What files are by their first bytes, and what they may be called."""

import pytest
from hypothesis import given, strategies as st

from dockline.domain.filetypes import is_known, safe_name, type_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        ("H\u00e4llo\r\n".encode(), "text/plain"),
        (b"<script>alert(1)</script>", "text/plain"),
        (b"<svg onload='x'/>", "text/plain"),
        (b"\x89PN", None),
        (b"", None),
        (b"MZ\x90\x00", None),
        (b"\xff\xfeh\x00", None),
        (b"caf\xe9", None),
    ],
)
def test_the_bytes_say_what_it_is(data: bytes, kind: str | None) -> None:
    assert type_of(data) == kind
    assert kind is None or is_known(kind)


def test_pages_and_scripts_are_no_types_of_ours() -> None:
    for kind in ("text/html", "image/svg+xml", "application/javascript", "text/css"):
        assert not is_known(kind)


@given(st.text(max_size=400))
def test_a_name_is_one_line_and_no_path(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert safe.isprintable()
    assert not set(safe) & set("/\\")
    assert safe.strip(".") == safe
    safe.encode()


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("x" * 300 + ".jpeg") == "x" * 115 + ".jpeg"

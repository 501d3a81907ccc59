"""What a file is, by its own first bytes, whatever its name or its sender say."""

from typing import Final

TEXT: Final = "text/plain"
IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown in a page; anything else is only handed out to be kept."""

# Type, where the sign stands, and the sign (the formats' own specifications).
_SIGNS: Final[tuple[tuple[str, int, bytes], ...]] = (
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/gif", 0, b"GIF87a"),
    ("image/gif", 0, b"GIF89a"),
    ("image/webp", 8, b"WEBP"),
    ("application/pdf", 0, b"%PDF-"),
    ("application/zip", 0, b"PK\x03\x04"),
    ("audio/ogg", 0, b"OggS"),
    ("audio/wav", 8, b"WAVE"),
    ("video/mp4", 4, b"ftyp"),
)
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


def type_of(data: bytes) -> str | None:
    """Its media type; None for what is not known here. What is text is plain text, whatever it
    is the source of."""
    for kind, at, sign in _SIGNS:
        if data[at : at + len(sign)] == sign:
            return kind
    if not data or not _CONTROLS.isdisjoint(data):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return TEXT


def is_known(kind: str) -> bool:
    """Whether files of this type can be told by their bytes."""
    return kind == TEXT or any(kind == one for one, _, _ in _SIGNS)


def safe_name(name: str, otherwise: str = "file") -> str:
    """A name to show and to offer: no folder, nothing that is not seen, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in last if one.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > 120 and dot and len(ending) < 20:
        return f"{stem[: 119 - len(ending)]}.{ending}"
    return shown[:120] or otherwise

"""How what we send is signed."""

import hashlib
import hmac


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of ``<timestamp>.<body>``, in hex. ``timestamp``: Unix seconds."""
    text = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()

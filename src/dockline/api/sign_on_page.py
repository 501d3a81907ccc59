"""The two small pages of signing in with a provider: on to where one was going, and why not."""

from html import escape
from urllib.parse import quote

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Dockline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/tokens.css">
<link rel="stylesheet" href="/sign-in.css">
"""


def onward_page(to: str) -> str:
    """Signed in; goes on by itself."""
    return f"""{_HEAD}<meta http-equiv="refresh" content="0;url={escape(to)}">
</head>
<body>
<main>
<h1>Signed in</h1>
<p><a href="{escape(to)}">Go on</a></p>
</main>
</body>
</html>
"""


def failed_page(message: str, cloud_id: str, to: str) -> str:
    """``cloud_id``: where to try again; empty: it is not known."""
    back = f"{to}?cloud={quote(cloud_id, safe='')}" if cloud_id else to
    return f"""{_HEAD}</head>
<body>
<main>
<h1>You are not signed in</h1>
<p role="alert">{escape(message)}</p>
<p><a class="button" href="{escape(back)}">Back to sign in</a></p>
</main>
</body>
</html>
"""

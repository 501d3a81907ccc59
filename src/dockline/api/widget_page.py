"""``/widget``: a shop's page that has the chat widget on it, to try it, with the one tag that puts
it on any other page."""

from html import escape


def widget_page(server: str, cloud_id: str, team: str) -> str:
    """``server``: its address as the visitor has it."""

    def tag(host: str) -> str:
        return (
            f'<script src="{escape(host)}/widget.js" data-cloud="{escape(cloud_id)}" '
            f'data-team="{escape(team)}" async></script>'
        )

    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>novanet: fibre for your street</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/widget.css">
</head>
<body>
<header><b>novanet</b><a href="/widget#plans">Plans</a><a href="/docs">API</a></header>
<main>
<h1>Fibre that holds,<br>every evening.</h1>
<p>Pick a speed. An engineer comes within five working days, and you can keep your number.</p>
<ul class="plans" id="plans">
<li>Fibre 100<b>19 a month</b></li>
<li>Fibre 500<b>29 a month</b></li>
<li>Fibre 1000<b>39 a month</b></li>
</ul>
<h2>This page is a sample</h2>
<p>It stands for a site of yours. The chat at the bottom right comes from this one tag:</p>
<pre tabindex="0"><code>{escape(tag(server))}</code></pre>
</main>
{tag("")}
</body>
</html>
"""

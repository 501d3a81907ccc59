"""``/docs``: the API as a page to read, with samples for this very server; nothing of it comes
from elsewhere."""

import json
import re
from html import escape
from typing import Any

from dockline.api.openapi import document
from dockline.api.operation import Operation
from dockline.api.operations import OPERATIONS
from dockline.api.sample import Sample, curl
from dockline.api.samples import samples

_CODE = re.compile(r"`([^`]+)`")
_KEY = re.compile(r"&quot;([A-Za-z_]+)&quot;(?=:)")
_VARIABLE = re.compile(r"\$DOCKLINE_TOKEN")
_MARK = (
    '<span class="mark" aria-hidden="true"><svg viewBox="0 0 24 24">'
    '<path d="M4 4h7a8 8 0 0 1 8 8"/><path d="M4 12h3a4 4 0 0 1 4 4"/>'
    '<path d="M4 20.5h16"/></svg></span>'
)


def page(server: str, cloud_id: str, cluster_id: str) -> str:
    told = document(server)
    schemas = told["components"]["schemas"]
    by_path = samples(cloud_id)
    tags = list(dict.fromkeys(operation.tag for operation in OPERATIONS))
    menu = "".join(
        f"<h3>{escape(tag)}</h3><ul>{''.join(_link(one) for one in OPERATIONS if one.tag == tag)}"
        "</ul>"
        for tag in tags
    )
    sections = "".join(
        _section(operation, schemas, server, by_path.get(operation.path))
        for operation in OPERATIONS
    )
    cluster = f"<dt>cluster_id</dt><dd>{escape(cluster_id)}</dd>" if cluster_id else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Dockline</title>
<link rel="stylesheet" href="/docs/tokens.css">
<link rel="stylesheet" href="/docs/docs.css">
</head>
<body>
<nav aria-label="API">
<a class="brand" href="/docs">{_MARK}Dockline API</a>
{menu}
</nav>
<main>
<header>
<h1>API</h1>
<p class="lead muted">Start calls and read live numbers from your own systems.
<a href="/openapi.json">OpenAPI file</a></p>
</header>
<section class="card" aria-label="Where to send">
<dl class="kv"><dt>Address</dt><dd>{escape(server)}</dd>{cluster}
<dt>cloud_id</dt><dd>{escape(cloud_id)}</dd><dt>Bodies</dt><dd>JSON, at most 16 MiB</dd>
<dt>Errors</dt><dd>{{"success": false, "code": "…", "message": "…"}}</dd></dl>
</section>
{sections}
</main>
</body>
</html>
"""


def _anchor(operation: Operation) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", operation.path).strip("-")


def _link(operation: Operation) -> str:
    return f'<li><a href="#{_anchor(operation)}">{escape(operation.summary)}</a></li>'


def _section(
    operation: Operation, schemas: dict[str, Any], server: str, sample: Sample | None
) -> str:
    fields = ""
    if operation.body is not None:
        schema = schemas[operation.body.__name__]
        fields = _fields(schema, schemas)
    for parameter in operation.parameters:
        name = f"{parameter.name} ({parameter.where})"
        fields += _field(name, parameter.schema | {"description": parameter.about}, False)
    shown = _sample(server, sample) if sample is not None else ""
    head = f"<h3>Fields</h3><div class='fields'>{fields}</div>" if fields else ""
    return f"""<section class="card operation" id="{_anchor(operation)}">
<div>
<h2>{escape(operation.summary)}</h2>
<p class="address"><span class="method">{operation.method.upper()}</span>
{escape(operation.path)}</p>
<p class="muted">{_text(operation.about)}</p>
{head}
</div>
<div>
{shown}
<h3>Answers</h3>
<ul class="answers">{"".join(_answer(a.status, a.when) for a in operation.answers)}</ul>
</div>
</section>
"""


def _fields(schema: dict[str, Any], schemas: dict[str, Any], within: str = "") -> str:
    """An object's fields, those of an object within it after it, by their paths."""
    told, required = "", schema.get("required", ())
    for name, one in schema["properties"].items():
        inner = schemas.get(str(one.get("$ref", "")).rpartition("/")[2])
        told += _field(f"{within}{name}", inner or one, name in required)
        if inner is not None and "properties" in inner:
            told += _fields(inner, schemas, f"{within}{name}.")
    return told


def _field(name: str, schema: dict[str, Any], required: bool) -> str:
    need = "required" if required else "optional"
    inner: dict[str, Any] = next(
        (one for one in schema.get("anyOf", ()) if "description" in one), {}
    )
    about = schema.get("description") or inner.get("description", "")
    told = f"<p>{_text(about)}</p>" if about else ""
    return (
        f'<div class="field"><span class="name"><code>{escape(name)}</code>'
        f"<small>{escape(_kind(schema))}, {need}</small></span>{told}</div>"
    )


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        kinds = (_kind(one) for one in schema["anyOf"] if one.get("type") != "null")
        return " or ".join(dict.fromkeys(kinds))
    kind = str(schema.get("type", "any JSON"))
    return f"{kind} of {_kind(schema['items'])}" if kind == "array" else kind


def _answer(status: int, when: str) -> str:
    return f"<li>{_badge(status)}<span>{_text(when)}</span></li>"


def _badge(status: int) -> str:
    look = "ok" if status < 300 else "warn" if status < 500 else "bad"
    return f'<span class="badge {look}">{status}</span>'


def _sample(server: str, sample: Sample) -> str:
    told = f'<pre tabindex="0" aria-label="curl sample">{_code(curl(server, sample))}</pre>'
    told += _shown(sample.told, sample.answer)
    if sample.refusal is not None:
        told += _shown(sample.refusal_told, sample.refusal)
    return told


def _shown(told: str, answer: dict[str, Any]) -> str:
    return (
        f'<p class="caption">{_badge(200)}{escape(told)}</p>'
        f'<pre tabindex="0" aria-label="Answer">{_code(json.dumps(answer, indent=2))}</pre>'
    )


def _code(text: str) -> str:
    marked = _KEY.sub(r"<i>&quot;\1&quot;</i>", escape(text))
    return _VARIABLE.sub(r"<em>$DOCKLINE_TOKEN</em>", marked)


def _text(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text))

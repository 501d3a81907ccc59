"""A sample as code that sends it: Python with requests, and Apex as Salesforce runs it."""

import json
from typing import Any, Final

from dockline.api.sample import TOKEN, Sample

_STEP: Final = "    "


def wants_token(sample: Sample) -> bool:
    return sample.bearer or TOKEN in sample.body.values()


def python(server: str, sample: Sample) -> str:
    """The token comes from the variable DOCKLINE_TOKEN."""
    body = _python(_fields(sample), 1)
    bearer = f'{_STEP}headers={{"Authorization": f"Bearer {{token}}"}},\n' if sample.bearer else ""
    token = 'token = os.environ["DOCKLINE_TOKEN"]\n' if wants_token(sample) else ""
    imports = "import os\n\nimport requests\n\n" if token else "import requests\n\n"
    return (
        f"{imports}{token}"
        "answer = requests.post(\n"
        f"{_STEP}{json.dumps(server + sample.path)},\n"
        f"{bearer}"
        f"{_STEP}json={body},\n"
        f"{_STEP}timeout=30,\n"
        ")\n"
        "answer.raise_for_status()\n"
        "print(answer.json())"
    )


def apex(server: str, sample: Sample) -> str:
    """The token comes from a protected custom setting, as Salesforce keeps secrets."""
    lines = [f"// Once, in Setup, Remote Site Settings: allow {server}"]
    if wants_token(sample):
        lines += [
            "// The token: a field of your protected custom setting.",
            "String token = Dockline__c.getOrgDefaults().Token__c;",
            "",
        ]
    lines += [
        "HttpRequest request = new HttpRequest();",
        f"request.setEndpoint({_text(server + sample.path)});",
        "request.setMethod('POST');",
        "request.setTimeout(30000);",
        "request.setHeader('Content-Type', 'application/json');",
    ]
    if sample.bearer:
        lines.append("request.setHeader('Authorization', 'Bearer ' + token);")
    lines += [
        f"request.setBody(JSON.serialize({_apex(_fields(sample), 0)}));",
        "",
        "HttpResponse response = new Http().send(request);",
        "if (response.getStatusCode() != 200) {",
        f"{_STEP}throw new CalloutException(response.getBody());",
        "}",
        "System.debug(response.getBody());",
    ]
    return "\n".join(lines)


def _fields(sample: Sample) -> dict[str, Any]:
    if sample.address:
        raise ValueError(f"{sample.path} has no body")
    return sample.body


def _python(value: Any, depth: int) -> str:
    if value == TOKEN:
        return "token"
    inner, outer = _STEP * (depth + 1), _STEP * depth
    if isinstance(value, dict) and value:
        lines = [f"{inner}{json.dumps(k)}: {_python(v, depth + 1)},\n" for k, v in value.items()]
        return f"{{\n{''.join(lines)}{outer}}}"
    if isinstance(value, list) and value:
        lines = [f"{inner}{_python(one, depth + 1)},\n" for one in value]
        return f"[\n{''.join(lines)}{outer}]"
    # The quotes are JSON's, as the other samples have them; a text of JSON is one of Python, too.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _apex(value: Any, depth: int) -> str:
    if value == TOKEN:
        return "token"
    inner, outer = _STEP * (depth + 1), _STEP * depth
    if isinstance(value, dict):
        kind, lines = "Map", [f"{_text(k)} => {_apex(v, depth + 1)}" for k, v in value.items()]
    elif isinstance(value, list):
        kind, lines = "List", [_apex(one, depth + 1) for one in value]
    else:
        return _text(value) if isinstance(value, str) else json.dumps(value)
    kind = f"new {kind}<{'String, ' if kind == 'Map' else ''}Object>"
    if not lines:
        return f"{kind}{'()' if isinstance(value, dict) else '{}'}"
    told = ",\n".join(f"{inner}{line}" for line in lines)
    return f"{kind}{{\n{told}\n{outer}}}"


def _text(text: str) -> str:
    """A string of Apex's: in single quotes."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"')
    return "'" + escaped.replace("'", "\\'") + "'"

"""``/openapi.json``: written from the structs that the endpoints decode and encode."""

from typing import Any

import msgspec

from dockline import __version__
from dockline.api.operation import Answer, Operation, Parameter
from dockline.api.operations import OPERATIONS
from dockline.api.sessions import COOKIE

_IN_NAMES = str.maketrans({"/": "-", "{": None, "}": None})
_REFERENCE = "#/components/schemas/{name}"


def document(server: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document; ``server`` is this server's address, without a path."""
    kinds = list(
        dict.fromkeys(
            kind
            for operation in OPERATIONS
            for kind in (
                *([operation.body] if operation.body is not None else []),
                *(kind for answer in operation.answers for kind in answer.kinds),
            )
        )
    )
    shapes, schemas = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    references = dict(zip(kinds, shapes, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dockline",
            "version": __version__,
            "description": "Start calls and read live numbers from your own systems.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            },
        },
    }


def _operation(operation: Operation, references: dict[type, dict[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.about,
        "operationId": _name(operation),
        "responses": _responses(operation.answers, references),
    }
    if operation.parameters:
        told["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": references[operation.body]}},
        }
    if operation.upload:
        file = {"schema": {"type": "string", "format": "binary"}}
        content = {media: file for media in operation.upload}
        told["requestBody"] = {"required": True, "content": content}
    if operation.security is not None:
        told["security"] = [{name: []} if name else {} for name in operation.security]
    return told


def _name(operation: Operation) -> str:
    return f"{operation.method}{operation.path}".translate(_IN_NAMES)


def _responses(
    answers: tuple[Answer, ...], references: dict[type, dict[str, Any]]
) -> dict[str, Any]:
    """Several answers of one status become one with several shapes."""
    told: dict[str, Any] = {}
    for answer in answers:
        of_status = told.setdefault(str(answer.status), {"description": "", "content": {}})
        of_status["description"] = f"{of_status['description']} {answer.when}".strip()
        shapes = [references[kind] for kind in answer.kinds]
        if not shapes:
            of_status["content"][answer.media] = {}
            continue
        content = of_status["content"].setdefault(answer.media, {"schema": {"anyOf": []}})
        content["schema"]["anyOf"] += shapes
        if answer.status in (429, 503) and answer.kinds[0].__name__ == "Failure":
            of_status["headers"] = {
                "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
            }
    for of_status in told.values():
        for content in of_status["content"].values():
            if content and len(content["schema"]["anyOf"]) == 1:
                content["schema"] = content["schema"]["anyOf"][0]
    return told


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.about,
        "required": parameter.required,
        "schema": parameter.schema,
    }

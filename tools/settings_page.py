"""Write docs/settings.md from the settings' own types and docstrings.

python tools/settings_page.py [--check]
"""

import ast
import inspect
import sys
from pathlib import Path

import dockline.settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

From a TOML file (`--config`, or the variable `DOCKLINE_CONFIG`), then variables, then flags; a
later one wins. A variable names its setting in capitals, a table by two underscores:
`DOCKLINE_PORT=8443`, `DOCKLINE_ENGINE__TRUNK__HOST=sip.carrier.example`; lists are written with
commas. A setting that is not known is an error. `tools/settings_page.py` writes this page.
"""
TABLES = (
    ("Settings", "", "The server"),
    ("EngineSettings", "engine.", "The voice engine"),
    ("TrunkSettings", "engine.trunk.", "The line to the carrier"),
)


def page() -> str:
    source = ast.parse(inspect.getsource(dockline.settings))
    classes = {node.name: node for node in source.body if isinstance(node, ast.ClassDef)}
    return HEAD + "".join(table(classes[name], prefix, title) for name, prefix, title in TABLES)


def table(found: ast.ClassDef, prefix: str, title: str) -> str:
    rows = [
        f"\n## {title}\n\n{ast.get_docstring(found)}\n\n",
        "| setting | default | |\n",
        "| --- | --- | --- |\n",
    ]
    for place, node in enumerate(found.body):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        if node.target.id in ("engine", "trunk"):
            continue
        default = ast.unparse(node.value) if node.value is not None else ""
        rows.append(
            f"| `{prefix}{node.target.id}` | `{default}` | {about(found.body[place + 1 :])} |\n"
        )
    return "".join(rows)


def about(after: list[ast.stmt]) -> str:
    """The docstring that stands right after a field."""
    if after and isinstance(after[0], ast.Expr) and isinstance(after[0].value, ast.Constant):
        return inspect.cleandoc(str(after[0].value.value)).replace("\n", " ").replace("``", "`")
    return ""


def main() -> None:
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        sys.exit("docs/settings.md is stale: run python tools/settings_page.py")


if __name__ == "__main__":
    main()

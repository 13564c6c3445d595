"""Which English the program can say and the window translates, read from the source."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import caseapp

ROOT = Path(caseapp.__file__).parent
_SAYING = {"tr", "mark", "Sentence", "Sentence.of"}
_SAYING_TWICE = {"trn"}


def _name(function: ast.expr) -> str:
    return (
        ast.unparse(function).removeprefix("cls.") if isinstance(function, ast.Name | ast.Attribute) else ""
    )


def _says(call: ast.Call) -> bool:
    name = _name(call.func)
    inside = isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "super().__init__"
    return name in _SAYING or name.rpartition(".")[2].endswith("Error") or inside


def _constants(tree: ast.Module) -> dict[str, str]:
    """Strings that a module names at its top."""
    found: dict[str, str] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        value = getattr(node, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found |= {target.id: value.value for target in targets if isinstance(target, ast.Name)}
    return found


def sentences_of(path: Path) -> Iterator[tuple[ast.Call, str | None]]:
    """Every call that says ``Sentence.of``, with what it says; None where that is not written out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "Sentence.of":
            first = node.args[0] if node.args else None
            written = isinstance(first, ast.Constant) and isinstance(first.value, str)
            yield node, first.value if isinstance(first, ast.Constant) and written else None


@cache
def templates() -> frozenset[str]:
    """Everything that a translation has to have."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = _constants(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            said = (
                call.args[:2] if _name(call.func) in _SAYING_TWICE else call.args[:1] if _says(call) else []
            )
            for argument in said:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found.add(argument.value)
                elif isinstance(argument, ast.Name) and argument.id in known:
                    found.add(known[argument.id])
    return frozenset(found)

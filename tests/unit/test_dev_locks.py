"""What is pinned is whole, hashed, free of addresses, and is what the code imports."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("runtime", "development", "lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def text_of(group: str) -> str:
    return (ROOT / "packaging" / f"requirements-{group}.txt").read_text(encoding="utf-8")


def pins(group: str) -> dict[str, set[str]]:
    """Name to versions; there are several where Python versions need different ones."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text_of(group), flags=re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def listed(group: str) -> list[str]:
    found: list[str] = (
        PROJECT["project"]["dependencies"] if group == "runtime" else PROJECT["dependency-groups"][group]
    )
    return found


def wanted(group: str) -> set[str]:
    return {normal(Requirement(entry).name) for entry in listed(group)}


@pytest.mark.parametrize("group", GROUPS)
def test_every_line_is_a_pin_a_hash_or_a_comment(group: str) -> None:
    for line in text_of(group).splitlines():
        assert re.fullmatch(
            r"[a-z0-9-]+==[^\s;]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*", line
        ), line


@pytest.mark.parametrize("group", GROUPS)
def test_no_lock_says_where_packages_come_from(group: str) -> None:
    assert "://" not in text_of(group)
    assert "--index" not in text_of(group)
    assert "--find-links" not in text_of(group)


@pytest.mark.parametrize("group", GROUPS)
def test_what_pyproject_asks_for_is_pinned_within_its_range(group: str) -> None:
    for requirement in map(Requirement, listed(group)):
        versions = pins(group)[normal(requirement.name)]
        assert all(version in requirement.specifier for version in versions), requirement


def test_runtime_and_development_are_apart_and_agree() -> None:
    runtime, development = pins("runtime"), pins("development")
    assert not runtime.keys() & wanted("development")
    for name in runtime.keys() & development.keys():
        assert development[name] <= runtime[name]


def imported(folder: str) -> set[str]:
    """Top-level names that the code of a folder imports, the standard library's left out."""
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"caseapp", "tests"}


def test_the_program_imports_only_what_it_declares() -> None:
    distributions = packages_distributions()
    # shiboken6 is a half of PySide6, which pins it to its own version.
    declared = wanted("runtime") | {"shiboken6"}
    undeclared = {
        name
        for name in imported("caseapp")
        if not declared & {normal(dist) for dist in distributions.get(name, [])}
    }
    assert not undeclared


def test_the_tool_of_the_checkout_needs_the_standard_library_only() -> None:
    own = {path.stem for path in (ROOT / "packaging").glob("*.py")}
    assert imported("packaging") <= own

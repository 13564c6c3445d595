"""Files that come with the program are found in a checkout; test_dev_wheel.py looks in a wheel."""

import pytest

from caseapp.assets import resource
from caseapp.errors import BugError


def test_a_file_is_read_by_its_name() -> None:
    assert "caseapp.assets.resource" in resource("README.md").read_text(encoding="utf-8")


def test_without_a_name_the_folder_itself_is_walked() -> None:
    assert "README.md" in {entry.name for entry in resource().iterdir()}


def test_a_missing_file_is_our_bug_and_names_itself() -> None:
    with pytest.raises(BugError, match=r"icons/no-such\.svg"):
        resource("icons", "no-such.svg")

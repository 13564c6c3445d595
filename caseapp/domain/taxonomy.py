"""The lists an organisation chooses from. A code never changes meaning; a value in use is retired."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from caseapp.domain.consent import Purpose


class ListName(StrEnum):
    """The lists."""

    AREA = "area"
    PLACE = "place"  # parent: an area
    SETTING = "setting"
    TOPIC = "topic"
    GOING_WELL = "going_well"
    SUPPLY = "supply"
    SPOT_SERVICE = "spot_service"
    NEED_GROUP = "need_group"
    NEED = "need"  # parent: a need group


def label_of(labels: Mapping[str, str], code: str, language: str) -> str:
    """What a value is called in a language.

    Args:
        labels: language -> label.
        code: of the value.
        language: two letters.

    Returns:
        In the language; else in English; else as somebody called it in another language; else the code.
    """
    return labels.get(language) or labels.get("en") or next(filter(None, labels.values()), code)


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a list.

    Attributes:
        list_name: the list.
        code: stable, lower-case, never shown.
        label: in the language asked for.
        parent: code in the parent list, or empty.
        purpose: the consent without which it may not be noted about a person, None = keep is enough.
        retired: no longer offered, still shown where used.
    """

    list_name: ListName
    code: str
    label: str
    parent: str = ""
    purpose: Purpose | None = None
    retired: bool = False

"""Sentences that casework says and the window translates: a template with what stands in its places."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person, translatable as a whole.

    Attributes:
        template: English, with ``{name}`` places; the key of the translation.
        values: what stands in the places: counts, names as typed, days as ISO text.
    """

    template: str
    values: tuple[tuple[str, str | int], ...] = ()

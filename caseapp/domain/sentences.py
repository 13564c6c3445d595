"""Sentences that the rooms below say and the window translates: a template with what stands in its places."""

from dataclasses import dataclass
from typing import Self

from caseapp.errors import KnownError


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person, translatable as a whole.

    Attributes:
        template: English, with ``{name}`` places; the key of the translation.
        values: what stands in the places: counts, names as typed, days as ISO text, or another sentence.
    """

    template: str
    values: tuple[tuple[str, "str | int | Sentence"], ...] = ()

    @classmethod
    def of(cls, template: str, /, **values: object) -> Self:
        """A sentence with its places filled.

        Args:
            template: English, written out where it is said, so that the sweep for translation finds it.
            **values: what stands in the places.
        """
        return cls(template, tuple((name, _value(value)) for name, value in values.items()))

    @classmethod
    def of_error(cls, error: KnownError) -> Self:
        """What an error says.

        Args:
            error: the error; its template is the key of the translation.
        """
        return cls.of(error.template, **error.values)

    def __str__(self) -> str:
        """The sentence in English, as the command line prints it."""
        return self.template.format(**dict(self.values)) if self.values else self.template


def _value(value: object) -> str | int | Sentence:
    return value if isinstance(value, str | int | Sentence) else str(value)

"""The two kinds of error: one the user can act on, and one that is ours."""

from typing import ClassVar


class KnownError(Exception):
    """Something that can go wrong in daily use, said in one or two plain sentences.

    The sentence says what happened, what to do, and (where it could be feared) that nothing is lost.
    It is kept as a template with its values apart, so that the window can translate the template.
    It never contains what somebody typed about a person.

    Args:
        template: English sentences with ``{name}`` places, the translation key.
        **values: what stands in the places; numbers, dates, file names, codes.
    """

    code: ClassVar[str] = "known"

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    @property
    def sentence(self) -> str:
        """The sentence in English, places filled."""
        return self.template.format(**self.values)

    def __str__(self) -> str:
        return self.sentence


class BugError(Exception):
    """A promise inside the program was broken: ours to mend, never the user's fault."""

"""Somebody else who agrees."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Second:
    """Another worker who agrees, where the organisation wants four eyes.

    Attributes:
        passphrase: typed by the other.
        key_file: path of the key file that goes with it; empty without.
    """

    passphrase: str = field(repr=False)
    key_file: str = ""

"""Words and numbers as they are compared: without case, accents and signs."""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
# (alef maksura and teh marbuta are often typed as yeh and heh)
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    }
)
_NO_WORD = re.compile(r"[^a-z0-9]+")


def normalised(text: str) -> str:
    """A text without case, accents, marks and doubled blanks.

    Args:
        text: in any script.
    """
    if text.isascii():  # most are, and a list of ten thousand is read after each unlock
        return " ".join(_NO_WORD.sub(" ", text.lower()).split())
    # Unicode's compatibility caseless matching (D146): some letters change their case only once taken apart.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    letters = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    plain = "".join(letter if letter.isalnum() else " " for letter in letters.translate(_LETTERS))
    return " ".join(plain.split())


def digits(text: str) -> str:
    """The digits of a number as they can be compared: no signs, no zeros in front."""
    found = (str(unicodedata.digit(letter)) for letter in text if letter.isdigit())
    return "".join(found).lstrip("0")

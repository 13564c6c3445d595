import math
import secrets

import pytest

from caseapp.vault import suggest


def test_the_words_are_plain_short_and_all_different() -> None:
    words = suggest.word_list()
    assert len(words) == len(set(words)) == 1500
    assert all(3 <= len(word) <= 9 and word.isascii() and word.isalpha() and word.islower() for word in words)


def test_a_suggestion_is_drawn_by_chance_that_nobody_can_foresee(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = {suggest.suggest() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(each.split()) == 6 for each in drawn)
    monkeypatch.setattr(secrets, "choice", lambda words: words[0])
    assert suggest.suggest() == " ".join([suggest.word_list()[0]] * 6)


def test_the_bits_are_those_of_the_list_and_not_of_the_letters() -> None:
    assert suggest.bits() == pytest.approx(6 * math.log2(1500))
    assert suggest.bits() > 63

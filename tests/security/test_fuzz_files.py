"""Every small file of a vault, thrown at by a fuzzer: a sentence or a sane value, and no big allocation."""

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.vault import keyfile
from tests.faults.targets import targets
from tests.security.vault_tools import Ready

NAMES = sorted(targets(b"{}", ""))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_a_sentence_or_a_sane_value_comes_out(made_vault: Ready, name: str) -> None:
    target = targets((made_vault.folder / "keys.json").read_bytes(), made_vault.recovery_code)[name]

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.binary(max_size=400))
    def thrown(data: bytes) -> None:
        target(data)

    thrown()


@pytest.mark.parametrize("name", [name for name in NAMES if "sealed" not in name])
@pytest.mark.parametrize("piece", [b"[", b'{"a":', b"\xff", b"0", b'"', b"\0"])
def test_a_large_file_is_not_taken_into_memory(made_vault: Ready, name: str, piece: bytes) -> None:
    target = targets((made_vault.folder / "keys.json").read_bytes(), made_vault.recovery_code)[name]
    data = piece * (4 * 1024 * 1024 // len(piece))
    tracemalloc.start()
    try:
        target(data)
        assert tracemalloc.get_traced_memory()[1] < 8 * keyfile.LARGEST_FILE + len(data)
    finally:
        tracemalloc.stop()

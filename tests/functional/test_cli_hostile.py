"""The command line against files that somebody else wrote, and questions that must not be passed over."""

from pathlib import Path

from caseapp.vault.head import Which
from caseapp.vault.session import open_vault
from tests.functional.test_cli import (  # noqa: F401 - fixtures
    MANAGER,
    WORKER,
    Call,
    _quick_passphrases,
    call,
    made,
    one_sentence,
    vault,
)

KEY = f"{WORKER}\n"


# --- a manager's hand in figures.db -----------------------------------------------------------------------


def test_tables_that_a_manager_planted_stop_the_closing_and_are_found(call: Call, vault: Path) -> None:  # noqa: F811
    with open_vault(vault, MANAGER) as session:
        from caseapp.figures.ledger import Ledger, create_schema  # noqa: PLC0415 - for this hand only
        from tests.figures.figures_tools import SMALL  # noqa: PLC0415 - as above
        from tests.unit.test_close_history import plant  # noqa: PLC0415 - as above

        connection = session.connect_figures()
        create_schema(connection)
        plant(
            Ledger(connection, session.figures_audit, lambda head: session.write_head(Which.FIGURES, head)),
            SMALL,
        )
    closing = call("figures", "close", vault, "--through", "2026-10", passphrase=KEY)
    assert "no worker of this vault has closed" in one_sentence(closing)
    checked = call("check", vault, passphrase=KEY)
    assert checked.status == 1
    assert "no worker of this vault has closed" in checked.out

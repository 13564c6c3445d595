"""The subcommands and their arguments."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from caseapp.cli import backups, contacts, figures, keys, vaults
from caseapp.domain.dates import Month

if TYPE_CHECKING:
    _Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its only name


def _month(text: str) -> str:
    try:
        return str(Month.parse(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 on is needed")
    return number


def make_parser() -> argparse.ArgumentParser:
    """The parser; each subcommand sets ``act``, called with the parsed arguments."""
    parser = argparse.ArgumentParser(
        prog="caseapp",
        description="Encrypted notes of outreach contacts, and protected monthly figures. "
        "Without a subcommand the window opens.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print results as JSON")
    keyed = argparse.ArgumentParser(add_help=False)
    keyed.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help="read the passphrase from FILE (- = stdin), not from a prompt",
    )
    with_file = argparse.ArgumentParser(add_help=False)
    with_file.add_argument("--key-file", type=Path, metavar="FILE", help="goes with the passphrase")
    answered = argparse.ArgumentParser(add_help=False)
    answered.add_argument(
        "--accept",
        metavar="CODE",
        action="append",
        default=[],
        help="answer a question of opening with yes, such as missing_saves; repeatable",
    )
    on_vault = argparse.ArgumentParser(add_help=False)
    on_vault.add_argument("vault", metavar="VAULT", type=Path)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    opening = [common, keyed, with_file, answered, on_vault]
    _vault_commands(commands, opening, [common, keyed, on_vault], [common, on_vault])
    _backup_commands(commands, [common, keyed, with_file], answered, opening)
    _contact_commands(commands, common, opening)
    _figure_commands(commands, opening)
    _key_commands(commands, [common, keyed, with_file, answered], on_vault)
    verify = commands.add_parser("verify", parents=[common], help="check releases as their reader would")
    verify.add_argument("release", metavar="RELEASE", type=Path)
    verify.add_argument("earlier", metavar="EARLIER", type=Path, nargs="*")
    verify.add_argument("--key", metavar="FINGERPRINT", default="", help="expected fingerprint of the key")
    verify.set_defaults(act=figures.verify)
    return parser


def _vault_commands(
    commands: _Commands,
    whole: list[argparse.ArgumentParser],
    making: list[argparse.ArgumentParser],
    keyless: list[argparse.ArgumentParser],
) -> None:
    new = commands.add_parser("new", parents=making, help="make a vault; asks for two passphrases")
    new.add_argument("--name", default="Notes", help="of the team, kept inside the vault")
    new.add_argument("--worker", default="Worker", metavar="LABEL", help="what the worker is called")
    new.add_argument("--manager", default="Manager", metavar="LABEL", help="what the manager is called")
    new.add_argument("--area", action="append", default=[], metavar="AREA", help="a coarse area; repeatable")
    new.set_defaults(act=vaults.new)
    commands.add_parser("open", parents=keyless, help="open the window on a vault").set_defaults(
        act=vaults.open_window
    )
    check = commands.add_parser("check", parents=whole, help="check the whole vault")
    check.add_argument("--repair", action="store_true", help="make anew what follows from the notes")
    check.set_defaults(act=vaults.check)
    search = commands.add_parser("search", parents=whole, help="search people, services, notes and words")
    search.add_argument("words", metavar="WORDS", nargs="+")
    search.add_argument("--limit", type=_positive, default=30)
    search.set_defaults(act=vaults.search)
    demo = commands.add_parser("demo", parents=keyless, help="make a vault with an invented organisation")
    demo.add_argument("--people", type=_positive, default=200, metavar="N")
    demo.add_argument("--contacts", type=_positive, default=2000, metavar="N")
    demo.add_argument("--months", type=_positive, default=12, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    demo.add_argument("--end", type=_month, default=None, metavar="YYYY-MM", help="last month, left open")
    demo.add_argument("--open-months", action="store_true", help="close no month")
    demo.set_defaults(act=vaults.demo)


def _backup_commands(
    commands: _Commands,
    keyed: list[argparse.ArgumentParser],
    answered: argparse.ArgumentParser,
    whole: list[argparse.ArgumentParser],
) -> None:
    backup = commands.add_parser("backup", parents=whole, help="make a verified backup beside the vault")
    backup.add_argument(
        "--to", type=Path, metavar="DIR", help="also carry it there, instead of to the second place"
    )
    backup.add_argument("--if-due", action="store_true", help="only when something was saved since the last")
    backup.set_defaults(act=backups.back_up)
    restore = commands.add_parser(
        "restore",
        parents=[*keyed, answered],
        help="list backups, look inside one, or put one in the vault's place",
    )
    restore.add_argument(
        "vault", metavar="VAULT", type=Path, nargs="?", help="what is replaced, or made anew"
    )
    restore.add_argument(
        "--from", dest="source", type=Path, metavar="FOLDER", help="a backup, or a folder of them"
    )
    restore.add_argument("--backup", metavar="NAME", help="which one of several; the newest unless told")
    what = restore.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="only say which backups there are")
    what.add_argument("--kept", action="store_true", help="only say what earlier restores kept in VAULT")
    what.add_argument(
        "--remove-kept", metavar="NAME", help="remove for good what a restore kept, by its name"
    )
    what.add_argument("--look", action="store_true", help="only read one and say what is in it")
    restore.add_argument("--recovery-code", action="store_true", help="what is typed is the recovery code")
    restore.set_defaults(act=backups.restore)


def _contact_commands(
    commands: _Commands, common: argparse.ArgumentParser, whole: list[argparse.ArgumentParser]
) -> None:
    group = commands.add_parser("contacts", help="contacts from a file").add_subparsers(
        metavar="COMMAND", required=True
    )
    add = group.add_parser("add", parents=whole, help="save contacts: all of a file, or none")
    add.add_argument("--from", dest="file", metavar="FILE", required=True, help="JSON, or JSON lines")
    add.set_defaults(act=contacts.add)
    group.add_parser("schema", parents=[common], help="print the JSON Schema of a contact").set_defaults(
        act=contacts.schema
    )


def _figure_commands(commands: _Commands, whole: list[argparse.ArgumentParser]) -> None:
    group = commands.add_parser("figures", help="close, publish and hand over months").add_subparsers(
        metavar="COMMAND", required=True
    )
    status = group.add_parser("status", parents=whole, help="which months are open, closed, published")
    _month_choice(status, required=False)
    status.set_defaults(act=figures.status)
    for name, act, what in (
        ("close", figures.close, "turn a month into protected figures, once"),
        ("publish", figures.publish, "make and keep the release of a closed month; --out also exports it"),
        ("export", figures.export, "write the kept release as a zip"),
    ):
        eyes = [_second_worker()] if name == "publish" else []
        command = group.add_parser(name, parents=[*whole, *eyes], help=what)
        _month_choice(command, required=True)
        if name in {"publish", "export"}:
            command.add_argument(
                "--out", type=Path, metavar="DIR", help="where the zip goes; here unless told"
            )
            command.add_argument("--recipient", default="", metavar="TEXT")
            command.add_argument("--purpose", default="", metavar="TEXT")
        command.set_defaults(act=act)


def _second_worker() -> argparse.ArgumentParser:
    """The options of an act for which an organisation may want four eyes."""
    eyes = argparse.ArgumentParser(add_help=False)
    eyes.add_argument("--second", action="store_true", help="another worker types a passphrase, too")
    eyes.add_argument("--second-key-file", type=Path, metavar="FILE", help="goes with that passphrase")
    return eyes


def _key_commands(
    commands: _Commands, shared: list[argparse.ArgumentParser], on_vault: argparse.ArgumentParser
) -> None:
    whole = commands.add_parser("keys", parents=[on_vault], help="the ways to open a vault")
    group = whole.add_subparsers(metavar="COMMAND", required=True)
    code = argparse.ArgumentParser(add_help=False)
    code.add_argument("--recovery-code", action="store_true", help="what is typed first is the recovery code")
    shared = [*shared, code]
    group.add_parser("list", parents=shared, help="how many there are, and which").set_defaults(act=keys.show)
    add = group.add_parser("add", parents=shared, help="let somebody in, or make another recovery code")
    add.add_argument("kind", choices=("worker", "manager", "recovery"))
    add.add_argument("label", metavar="LABEL", help="what they are called; kept inside the vault")
    add.add_argument("--new-key-file", type=Path, metavar="FILE", help="make one for a worker's passphrase")
    add.set_defaults(act=keys.add)
    eyes = _second_worker()
    remove = group.add_parser("remove", parents=[*shared, eyes], help="take a way in away")
    remove.add_argument("way", metavar="ID", help="as the list shows it")
    remove.set_defaults(act=keys.remove)
    rename = group.add_parser("rename", parents=shared, help="call a way in something else")
    rename.add_argument("way", metavar="ID")
    rename.add_argument("label", metavar="LABEL")
    rename.set_defaults(act=keys.rename)
    word = group.add_parser(
        "passphrase", parents=[*shared, eyes], help="change your own, or replace one that was lost"
    )
    word.add_argument("--of", dest="way", metavar="ID", help="of somebody whose passphrase is lost")
    word.set_defaults(act=keys.passphrase)
    recovery = group.add_parser("recovery", parents=[*shared, eyes], help="renew a recovery code")
    recovery.add_argument("way", metavar="ID", nargs="?", help="needed where there are several")
    recovery.set_defaults(act=keys.recovery)
    group.add_parser(
        "change-all", parents=[*shared, eyes], help="new keys for everybody; old copies stay readable"
    ).set_defaults(act=keys.change_all)
    erase = group.add_parser("erase", parents=shared, help="nothing in the vault's folder opens any more")
    erase.add_argument(
        "--confirm", metavar="WORDS", help="the words it asks for, where nobody is to type them"
    )
    erase.set_defaults(act=keys.erase)


def _month_choice(command: argparse.ArgumentParser, *, required: bool) -> None:
    which = command.add_mutually_exclusive_group(required=required)
    which.add_argument("--month", type=_month, metavar="YYYY-MM")
    which.add_argument("--through", type=_month, metavar="YYYY-MM", help="every month up to this one")

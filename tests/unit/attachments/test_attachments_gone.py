"""Files kept with a person: hers to withdraw, taken out and put back, erased with her."""

from pathlib import Path
from uuid import UUID

import pytest

from caseapp.casework import attachments
from caseapp.casework.attachments import close, tidy
from caseapp.casework.commands.attachments import (
    BeginAttachment,
    BeginCopy,
    GoOn,
    PutBackAttachment,
    RenameAttachment,
    TakeOutAttachment,
)
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.consent import record_consent
from caseapp.casework.queries.consent import WithdrawalPreview
from caseapp.casework.undo import NotUndone
from caseapp.domain.consent import Answer, Purpose
from caseapp.errors import KnownError
from caseapp.storage.tables import Attachment, AttachmentChunk, HistoryEntry
from caseapp.storage.unit_of_work import GoneError
from tests.unit.attachments.filing import LONG, add, findings, listed, out, steps
from tests.unit.casework_tools import World


def test_erasing_her_erases_what_is_half_and_what_was_taken_out(
    world: World, marisol: UUID, paper: Path
) -> None:
    whole, taken = add(world, marisol, paper, title="one"), add(world, marisol, paper, title="two")
    world.do(RenameAttachment(whole, "Qzkother"))
    world.do(TakeOutAttachment(taken))
    transfer = world.do(BeginAttachment(marisol, paper))
    world.do(GoOn(transfer.transfer_id))
    opened = steps(world, BeginCopy(whole))[-1].path
    preview = world.ask(WithdrawalPreview(marisol, Purpose.KEEP, None, Answer.WITHDRAWN))
    assert any(effect.template.startswith("Attachments erased") for effect in preview)
    world.do(RecordConsent(marisol, world.said(Purpose.KEEP, Answer.WITHDRAWN)))
    assert world.count(Attachment, AttachmentChunk, HistoryEntry) == 0
    assert not world.found("Qzkother")
    assert opened is not None
    assert not opened.exists()
    with pytest.raises(GoneError):
        world.do(GoOn(transfer.transfer_id))
    with pytest.raises(GoneError):
        world.do(PutBackAttachment(taken))
    assert world.count(AttachmentChunk) == 0
    assert world.findings() == []


def test_a_no_to_health_takes_only_what_it_allowed(world: World, paper: Path) -> None:
    ruby = world.person("Ruby", Purpose.HEALTH, Purpose.CHILDREN)
    health = add(world, ruby, paper, about=Purpose.HEALTH)
    kept = add(world, ruby, paper, about=Purpose.HEALTH)
    children = add(world, ruby, paper, about=Purpose.CHILDREN)
    plain = add(world, ruby, paper)
    preview = world.ask(WithdrawalPreview(ruby, Purpose.HEALTH, None, Answer.WITHDRAWN))
    said = {effect.template: dict(effect.values) for effect in preview}
    assert said["Attachments are erased: {n}."] == {"n": 2}
    assert any("take it out" in template for template in said)
    world.do(
        RecordConsent(
            ruby,
            world.said(Purpose.HEALTH, Answer.WITHDRAWN),
            keep=frozenset({kept}),
            keep_reason="the court asked for it",
        )
    )
    assert {row.attachment_id for row in listed(world, ruby)} == {kept, children, plain}
    assert health not in {row.attachment_id for row in world.rows(AttachmentChunk)}
    assert findings(world) == world.findings() == []


def test_taking_out_can_be_undone_for_a_while(world: World, marisol: UUID, paper: Path) -> None:
    attachment_id = add(world, marisol, paper, title="Letter")
    (before,) = listed(world, marisol)
    world.do(TakeOutAttachment(attachment_id))
    assert listed(world, marisol) == ()
    assert not world.found("Letter")
    tidy(world.house)
    world.do(PutBackAttachment(attachment_id))
    assert listed(world, marisol) == (before,)
    assert world.found("Letter") == ["attachment"]
    assert findings(world) == world.findings() == []
    world.do(TakeOutAttachment(attachment_id))
    world.clock.move(minutes=16)
    with pytest.raises(NotUndone):
        world.do(PutBackAttachment(attachment_id))
    while tidy(world.house):
        pass
    assert world.count(AttachmentChunk) == 0


def test_what_was_taken_out_goes_at_the_lock(world: World, marisol: UUID, paper: Path) -> None:
    attachment_id = add(world, marisol, paper)
    world.do(TakeOutAttachment(attachment_id))
    close(world.house)
    assert world.count(AttachmentChunk) == 0


def test_a_full_disk_puts_tidying_off_and_keeps_no_lock_waiting(
    world: World, marisol: UUID, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.do(TakeOutAttachment(add(world, marisol, paper)))
    with monkeypatch.context() as patch:

        def full(*_arguments: object) -> None:
            raise KnownError("The disk is full.")

        patch.setattr(attachments, "erase_chunk", full)
        close(world.house)
        assert not tidy(world.house)
    assert world.count(AttachmentChunk) == 10
    while tidy(world.house):
        pass
    assert world.count(AttachmentChunk) == 0


@pytest.mark.parametrize("purpose", [Purpose.KEEP, Purpose.HEALTH])
def test_erasing_says_how_far_it_is_and_a_stop_leaves_everything(
    world: World, paper: Path, tmp_path: Path, purpose: Purpose
) -> None:
    ruby = world.person("Ruby", Purpose.HEALTH)
    for _ in range(3):
        last = add(world, ruby, paper, about=Purpose.HEALTH)
    before = (listed(world, ruby), world.count(Attachment, AttachmentChunk, HistoryEntry))
    no = RecordConsent(ruby, world.said(purpose, Answer.WITHDRAWN))
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done * 2 > total:
            raise KnownError("Stopped. Nothing was changed.")

    with pytest.raises(KnownError, match="Stopped"):
        record_consent(world.house, no, stop)
    assert told == sorted(told)
    assert len(told) > 3
    assert {total for _done, total in told} == {30}
    assert (listed(world, ruby), world.count(Attachment, AttachmentChunk, HistoryEntry)) == before
    assert out(world, last, tmp_path).read_bytes() == LONG
    assert findings(world) == world.findings() == []
    told.clear()
    record_consent(world.house, no, lambda done, total: told.append((done, total)))
    assert told == [(start, 30) for start in range(0, 30, 4)]
    assert world.count(Attachment, AttachmentChunk) == 0
    assert world.findings() == []

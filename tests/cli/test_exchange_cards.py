"""Cards: each is for one exchange, so that the first to end takes no key of another along."""

from __future__ import annotations

from detente.cli.application import OK, REFUSED

from .exchange_stage import Stage, is_one_refusal


def test_a_card_in_two_exchanges_is_signed_for_once_and_a_fresh_one_is_fine(stage: Stage) -> None:
    stage.drafted()
    assert stage.sign("north", "--yes").code == OK
    assert stage.sign("north", "--yes").code == OK  # the same draft again
    stage.drafted("--title", "Another")
    refused = stage.sign("north", "--yes", "--into", stage.folder / "second")
    assert (refused.code, is_one_refusal(refused)) == (REFUSED, True)
    assert "for another exchange already" in refused.err
    assert "detente keys card" in refused.err
    assert not (stage.folder / "second").exists()
    assert stage.call("keys", "card", "--key", stage.key("north")).code == OK
    stage.drafted("--title", "A third")
    assert stage.sign("north", "--yes", "--into", stage.folder / "third").code == OK


def test_a_card_whose_custody_key_is_gone_is_not_signed_for(stage: Stage) -> None:
    stage.drafted()
    for path in stage.key("south").glob("custody-*.key"):
        path.unlink()
    refused = stage.sign("south", "--yes")
    assert (refused.code, is_one_refusal(refused)) == (REFUSED, True)
    assert "the custody key of this card is not here" in refused.err

"""Confirming a record: today's day and nothing else, without a second person."""

from datetime import date, timedelta

import pytest

from tests.factories.registry import (
    CHOFU,
    NOW,
    SUMIDA,
    TODAY,
    UPKEEP,
    clerk,
    program_content,
    published,
    some_bodies,
)
from todoke.apps.accounts.models import Role
from todoke.apps.registry.actions.checking import CHANNEL, confirm_checked
from todoke.apps.registry.actions.proposals import approve, open_proposal, propose, unchecked
from todoke.apps.registry.actions.sheets import record_sheets
from todoke.apps.registry.domain.refusals import IncompleteError, NotAllowedError, StaleProposalError
from todoke.apps.registry.models import Intent, Need, Outcome, SheetVersion, State, Task
from todoke.rules.citations import Citation

pytestmark = pytest.mark.django_db
NUMBER = "tdk1.0+7000020132080+1+P"


@pytest.fixture
def office():
    bodies = some_bodies()
    return {
        "editor": clerk("editor", bodies[CHOFU]),
        "approver": clerk("approver", bodies[CHOFU], Role.APPROVER),
        "stranger": clerk("stranger", bodies[SUMIDA], Role.KEEPER),
        "record": published(program_content(), NUMBER),
    }


def confirmed(office, by="editor"):
    return confirm_checked(record=office["record"], by=office[by], on=TODAY, at=NOW, upkeep=UPKEEP)


def test_a_check_changes_the_days_and_nothing_else(office):
    before = office["record"].current.raw
    version = confirmed(office)
    office["record"].refresh_from_db()
    assert unchecked(version.raw) == unchecked(before)
    assert office["record"].checked_on == TODAY
    assert office["record"].review_on == date(2027, 11, 21)
    assert (version.proposed_by, version.approved_by, version.channel) == (office["editor"], None, CHANNEL)


def test_a_check_settles_the_review_that_was_overdue(office):
    task = Task.objects.create(
        record=office["record"], body=office["record"].body, need=Need.REVIEW_OVERDUE, found_at=NOW
    )
    confirmed(office)
    task.refresh_from_db()
    assert (task.outcome, task.settled_by) == (Outcome.KEPT, office["editor"])


def test_a_clerk_of_another_municipality_cannot_check(office):
    with pytest.raises(NotAllowedError):
        confirmed(office, by="stranger")


def test_what_has_ended_cannot_be_checked(office):
    office["record"].state = State.RETIRED
    office["record"].save()
    with pytest.raises(IncompleteError, match="公開中"):
        confirmed(office)


def test_a_check_does_not_spoil_a_proposal_that_waits(office):
    proposal = open_proposal(
        record=office["record"], content=program_content(name="応援券2"), by=office["editor"], at=NOW
    )
    propose(proposal=proposal, by=office["editor"], at=NOW)
    confirmed(office)
    version = approve(proposal=proposal, by=office["approver"], on=TODAY, at=NOW, upkeep=UPKEEP)
    assert version.content.name.ja == "応援券2"
    assert version.content.checked_on == TODAY


def test_a_rule_file_is_published_with_the_proposal_unless_it_changed_meanwhile(office):
    (held,) = record_sheets(texts={"programs/x/2024-01-01.yaml": "a: 1\n"}, at=NOW, channel="seed")
    sheet = {"programs/x/2024-01-01.yaml": {"text": "a: 2\n", "base": held.fingerprint}}

    def proposed():
        return propose(
            proposal=open_proposal(
                record=office["record"],
                content=program_content(),
                by=office["editor"],
                at=NOW,
                sheets=sheet,
                intent=Intent.CHANGE,
            ),
            by=office["editor"],
            at=NOW + timedelta(minutes=1),
        )

    first, second = proposed(), proposed()
    approve(proposal=first, by=office["approver"], on=TODAY, at=NOW, upkeep=UPKEEP)
    newest = SheetVersion.objects.latest("serial")
    assert (newest.text, newest.proposed_by, newest.approved_by) == (
        "a: 2\n",
        office["editor"],
        office["approver"],
    )
    with pytest.raises(StaleProposalError):
        approve(proposal=second, by=office["approver"], on=TODAY, at=NOW, upkeep=UPKEEP)


def test_the_words_a_change_rests_on_become_sources_and_the_former_ones_stay(office):
    law = {"law": "児童手当法"}
    record = published(program_content(), "tdk1.0+7000020132080+2+P", sources=(law,))

    def change(words, quote):
        evidence = [
            {"field": "summary.ja", "quote": quote, "url": "https://a.example/", "standing": "stated",
             "decision": "accepted"},
            {"field": "words", "quote": "", "url": ""},
        ]  # fmt: skip
        proposal = open_proposal(
            record=record,
            content=program_content(summary=words),
            by=office["editor"],
            at=NOW,
            evidence=evidence,
        )
        propose(proposal=proposal, by=office["editor"], at=NOW)
        version = approve(proposal=proposal, by=office["approver"], on=TODAY, at=NOW, upkeep=UPKEEP)
        record.refresh_from_db()
        return version.sources

    said = {
        "law": "調布市の公式ページ",
        "url": "https://a.example/",
        "note": "summary.ja",
        "check": "verified",
    }
    assert change("一つめ。", "もとの文1") == [law, {**said, "quote": "もとの文1"}]
    assert change("二つめ。", "もとの文2") == [law, {**said, "quote": "もとの文2"}]
    for source in record.versions.latest("serial").sources:
        Citation.model_validate(source)  # so that a dump can be loaded again

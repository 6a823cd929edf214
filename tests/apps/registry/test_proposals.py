"""Changes by two people."""

from datetime import date

import pytest

from tests.factories.registry import CHOFU, NOW, SUMIDA, TODAY, UPKEEP, clerk, program_content, some_bodies
from todoke.apps.accounts.models import Role
from todoke.apps.registry.actions.proposals import (
    approve,
    open_proposal,
    open_record,
    propose,
    refuse,
    withdraw,
)
from todoke.apps.registry.domain.refusals import (
    IncompleteError,
    NotAllowedError,
    SecondPersonError,
    StaleProposalError,
    WrongStageError,
)
from todoke.apps.registry.models import Intent, Stage, State, Version, Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    bodies = some_bodies()
    return {
        "bodies": bodies,
        "editor": clerk("editor", bodies[CHOFU]),
        "approver": clerk("approver", bodies[CHOFU], Role.APPROVER),
        "metropolis": clerk("metropolis", bodies["130001"], Role.APPROVER),
        "stranger": clerk("stranger", bodies[SUMIDA], Role.APPROVER),
    }


def new_record(office, **changes):
    content = program_content(**changes)
    proposal = open_record(content=content, body=office["bodies"][CHOFU], by=office["editor"], at=NOW)
    return propose(proposal=proposal, by=office["editor"], at=NOW)


def approved(proposal, by):
    return approve(proposal=proposal, by=by, on=TODAY, at=NOW, upkeep=UPKEEP)


def test_nothing_is_published_before_a_second_person_agrees(office):
    proposal = new_record(office)
    assert proposal.record.state == State.DRAFT
    assert not Version.objects.exists()
    version = approved(proposal, office["approver"])
    proposal.refresh_from_db()
    proposal.record.refresh_from_db()
    assert proposal.stage == Stage.PUBLISHED
    assert proposal.record.state == State.PUBLISHED
    assert (version.proposed_by, version.approved_by) == (office["editor"], office["approver"])
    assert proposal.record.number == "tdk1.0+7000020132080+1+P"


def test_nobody_approves_their_own_proposal(office):
    proposal = open_record(
        content=program_content(), body=office["bodies"][CHOFU], by=office["approver"], at=NOW
    )
    propose(proposal=proposal, by=office["approver"], at=NOW)
    with pytest.raises(SecondPersonError, match="ほかの人"):
        approved(proposal, office["approver"])
    assert not Version.objects.exists()


def test_the_metropolis_stands_in_for_a_second_person_but_another_municipality_does_not(office):
    proposal = new_record(office)
    with pytest.raises(NotAllowedError, match="調布市"):
        approved(proposal, office["stranger"])
    assert approved(proposal, office["metropolis"])


def test_an_editor_cannot_approve(office):
    proposal = new_record(office)
    other = clerk("other", office["bodies"][CHOFU])
    with pytest.raises(NotAllowedError):
        approved(proposal, other)


def test_a_record_without_owner_link_or_summary_cannot_be_published(office):
    proposal = new_record(office, owner={}, links=[], summary=None)
    with pytest.raises(IncompleteError, match="担当する団体や部署、概要、公式ページか問い合わせ先"):
        approved(proposal, office["approver"])


def test_a_proposal_against_an_older_version_must_be_looked_at_again(office):
    record = approved(new_record(office), office["approver"]).record
    record.refresh_from_db()
    first = open_proposal(record=record, content=program_content(capacity="1"), by=office["editor"], at=NOW)
    second = open_proposal(record=record, content=program_content(capacity="2"), by=office["editor"], at=NOW)
    for proposal in (first, second):
        propose(proposal=proposal, by=office["editor"], at=NOW)
    approved(first, office["approver"])
    with pytest.raises(StaleProposalError):
        approved(second, office["approver"])


def test_an_outsiders_words_become_a_draft_that_staff_must_turn_into_fields(office):
    record = approved(new_record(office), office["approver"]).record
    record.refresh_from_db()
    words = open_proposal(
        record=record, content=None, at=NOW, voice=Voice.OUTSIDER, words="電話番号が違います"
    )
    with pytest.raises(IncompleteError):
        propose(proposal=words, by=office["editor"], at=NOW)
    with pytest.raises(IncompleteError, match="理由"):
        refuse(proposal=words, by=office["approver"], at=NOW, note=" ", upkeep=UPKEEP)
    refused = refuse(proposal=words, by=office["approver"], at=NOW, note="確かめました", upkeep=UPKEEP)
    assert refused.stage == Stage.REFUSED


def test_retiring_takes_two_people_and_a_day(office):
    record = approved(new_record(office), office["approver"]).record
    record.refresh_from_db()
    proposal = open_proposal(
        record=record,
        content=None,
        by=office["editor"],
        at=NOW,
        intent=Intent.RETIRE,
        effective_from=date(2026, 11, 1),
        words="事業が終わった",
    )
    propose(proposal=proposal, by=office["editor"], at=NOW)
    approved(proposal, office["approver"])
    record.refresh_from_db()
    assert record.state == State.RETIRED


def test_a_decided_proposal_cannot_be_decided_again(office):
    proposal = new_record(office)
    withdraw(proposal=proposal, by=office["editor"], at=NOW)
    with pytest.raises(WrongStageError, match="取り下げ"):
        approved(proposal, office["approver"])

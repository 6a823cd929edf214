"""Nothing is said in words that one person wrote and no other signed."""

import pytest

from tests.factories.actors import NOON
from tests.factories.desk import some_office
from todoke.apps.belief.actions import BeliefError
from todoke.apps.belief.models import WordingVersion
from todoke.apps.belief.wordings import (
    UnsignedWordingError,
    approve_wording,
    find_published,
    propose_wording,
    publish_all,
    written_wordings,
)

pytestmark = pytest.mark.django_db
DOMAIN = "todoke.example"


def proposed(office) -> WordingVersion:
    """Ask for the wording of deadlines."""
    return propose_wording(written_wordings()["deadline-near"], domain=DOMAIN, by=office.editor, at=NOON)


def test_a_wording_is_used_only_after_another_person_signed_it():
    office = some_office()
    row = proposed(office)
    with pytest.raises(UnsignedWordingError):
        find_published("deadline-near")
    with pytest.raises(BeliefError, match="別の人"):
        approve_wording(row, by=office.editor, at=NOON)
    approve_wording(row, by=office.approver, at=NOON)
    found = find_published("deadline-near")
    assert found.version == 1
    assert found.wording == written_wordings()["deadline-near"]


@pytest.mark.parametrize("column", ["stamp", "signature", "languages"])
def test_a_row_somebody_changed_in_the_database_is_refused(column):
    office = some_office()
    row = approve_wording(proposed(office), by=office.approver, at=NOON)
    changed = {"stamp": "0" * 64, "signature": "A" * 88, "languages": row.languages}
    changed["languages"] = row.languages | {"kind": "other"}
    WordingVersion.objects.filter(pk=row.pk).update(**{column: changed[column]})
    with pytest.raises(UnsignedWordingError):
        find_published("deadline-near")


def test_the_same_texts_are_asked_for_once_and_an_older_version_can_still_be_read():
    office = some_office()
    first = approve_wording(proposed(office), by=office.approver, at=NOON)
    assert proposed(office).pk == first.pk
    raw = written_wordings()["deadline-near"].model_copy(update={"unreviewed": ()})
    second = propose_wording(raw, domain=DOMAIN, by=office.editor, at=NOON)
    approve_wording(second, by=office.approver, at=NOON)
    assert find_published("deadline-near").version == 2
    assert find_published("deadline-near", version=1).wording.unreviewed == ("zh", "ko")


def test_a_wording_the_linter_refuses_is_not_taken():
    office = some_office()
    written = written_wordings()["lost"]
    bad = written.model_copy(update={"text": written.text.model_copy(update={"ja": "至急 https://bit.ly/a"})})
    with pytest.raises(BeliefError, match="lost"):
        propose_wording(bad, domain=DOMAIN, by=office.editor, at=NOON)


def test_all_are_published_at_once_and_a_second_time_none():
    office = some_office()
    pair = {"written_by": office.editor, "approved_by": office.approver}
    assert len(publish_all(domain=DOMAIN, at=NOON, **pair)) == len(written_wordings())
    assert not publish_all(domain=DOMAIN, at=NOON, **pair)


def test_without_a_key_nothing_is_signed(settings):
    from dataclasses import replace

    office = some_office()
    row = proposed(office)
    settings.KEYS = replace(settings.KEYS, wording="")
    with pytest.raises(BeliefError, match="WORDING_KEY"):
        approve_wording(row, by=office.approver, at=NOON)

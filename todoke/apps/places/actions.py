"""Writes to places: recording the municipalities of the reference file."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from todoke.apps.places.models import Body, BodyKind, Municipality, MunicipalityKind
from todoke.base import municipalities


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: codes added and changed, and codes kept though the reference no longer has them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]


@transaction.atomic
def record_municipalities(*, reference: Iterable[municipalities.Municipality]) -> Recorded:
    """Make the table agree with ``reference``; doing it again changes nothing.

    A municipality that the reference dropped is kept, because programs of past days still belong to it.
    """
    before = {each.code: each for each in Municipality.objects.select_for_update()}
    wanted = {each.code: _row(each) for each in reference}
    added = [code for code in wanted if code not in before]
    changed = [code for code in wanted if code in before and not _agree(before[code], wanted[code])]
    Municipality.objects.bulk_create(wanted[code] for code in added)
    # Names are unique: an exchange of two names would collide halfway, so changed rows give theirs up first.
    for code in changed:
        Municipality.objects.filter(code=code).update(name=code)
    Municipality.objects.bulk_update((wanted[code] for code in changed), _COLUMNS)
    return Recorded(tuple(added), tuple(changed), tuple(sorted(before.keys() - wanted.keys())))


METROPOLIS = Body(number="8000020130001", name="東京都", kind=BodyKind.METROPOLIS, area="130001")
DIGITAL_AGENCY = Body(number="8000012010038", name="デジタル庁", kind=BodyKind.NATION)


@transaction.atomic
def record_bodies(*, reference: Iterable[municipalities.Municipality]) -> None:
    """Make the bodies agree with the reference: the nation's publisher, the metropolis, each municipality."""
    wanted = [DIGITAL_AGENCY, METROPOLIS] + [
        Body(
            number=each.corporate_number,
            name=each.name,
            kind=BodyKind.MUNICIPALITY,
            area=each.code,
            municipality_id=each.code,
        )
        for each in reference
    ]
    Body.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "kind", "area", "municipality"],
    )


_COLUMNS = ("name", "kana", "romaji", "kind", "website")


def _row(reference: municipalities.Municipality) -> Municipality:
    return Municipality(
        code=reference.code,
        name=reference.name,
        kana=reference.kana,
        romaji=reference.romaji,
        kind=MunicipalityKind[reference.kind.name],
        website=reference.website,
    )


def _agree(one: Municipality, other: Municipality) -> bool:
    return all(getattr(one, column) == getattr(other, column) for column in _COLUMNS)

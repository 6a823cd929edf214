"""What people (住民) holds about a person: told, exported and erased (access.domain.holdings)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.people.models import Basics, Belonging, Evidence, Kinship, LoginPerson, Person, Statement
from todoke.apps.tenancy.scope import everywhere


class PeopleHolding:
    """Basics, statements, kinship and evidence of one person; of the others in a kinship nothing is said.

    A shield and a death are kept by offices on their own ground: neither told here, nor erased by the person.
    """

    name = "people"
    models: tuple[type[models.Model], ...] = (Person, Basics, Belonging, Kinship, Evidence, Statement)

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        with everywhere("holding"):
            lines: list[HeldLine] = []
            basics = Basics.objects.filter(person_id=person_id).first()
            if basics is not None:
                for what, item, value in (
                    ("氏名", "basics.name", basics.name),
                    ("住所", "basics.address", basics.address),
                    ("性別(公式)", "basics.sex", basics.sex),
                ):
                    if value:
                        lines.append(HeldLine(what, basics.source, basics.as_of, None, item))
            for row in Statement.objects.filter(person_id=person_id, replaced_by__isnull=True).exclude(
                status=Statement.Firmness.WITHDRAWN
            ):
                lines.append(HeldLine(row.fact, row.get_source_display(), row.as_of, None, row.fact))
            kin = Kinship.objects.filter(person_id=person_id).exclude(status=Kinship.Firmness.ENDED).count()
            if kin:
                lines.append(HeldLine("家族の関係", "本人", None, None, count=kin))
            return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it, nothing of another person."""
        with everywhere("holding"):
            person = Person.objects.filter(pk=person_id).first()
            if person is None:
                return {}
            basics = Basics.objects.filter(person_id=person_id).first()
            return {
                "municipality": person.municipality_id,
                "birth_date": [person.birth_low.isoformat(), person.birth_high.isoformat()],
                "basics": None
                if basics is None
                else {"name": basics.name, "kana": basics.kana, "address": basics.address, "sex": basics.sex},
                "statements": [
                    {
                        "fact": row.fact,
                        "value": row.value,
                        "status": row.status,
                        "source": row.source,
                        "as_of": row.as_of.isoformat(),
                    }
                    for row in Statement.objects.filter(person_id=person_id).order_by("pk")
                ],
                "kinship": [
                    {"kind": row.kind, "status": row.status}
                    for row in Kinship.objects.filter(person_id=person_id).order_by("pk")
                ],
            }

    @transaction.atomic
    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete basics, statements, kinship and packed facts; the bare row stays, so that a household stays whole.

        Return how many rows it was.
        """
        with everywhere("holding"):
            count = 0
            for model in (Statement, Evidence, Kinship, Belonging, Basics):
                count += model.objects.filter(person_id=person_id).delete()[0]
            count += LoginPerson.objects.filter(person_id=person_id, until__isnull=True).update(until=at)
            count += Person.objects.filter(pk=person_id).update(facts=b"")
        return count

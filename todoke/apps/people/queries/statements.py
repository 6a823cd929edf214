"""Which of the things said of somebody counts now (述べられたこと); of items no rule looks at, the ledger tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from todoke.apps.people.models import Statement

PUBLIC_ACCOUNT = "account.public"
"""Whether the register of public-payment accounts (公金受取口座) has one of somebody: true or false, never which.

Source: 公的給付の支給等の迅速かつ確実な実施のための預貯金口座の登録等に関する法律 Art. 9 (an office may ask for it
where it needs it to pay), read in a public copy; Art. 3 (registration) was not read. The account is one's own and one
alone (デジタル庁「公金受取口座登録制度」).
"""
_FIRM = {Statement.Firmness.CONFIRMED: 2, Statement.Firmness.STATED: 1, Statement.Firmness.INFERRED: 0}
_AT_ONCE = 1000


def firmest(rows: Iterable[Statement]) -> Statement | None:
    """Return the firmest of what stands of one item, of equally firm ones the latest; None where it is disputed."""
    standing = [row for row in rows if row.status != Statement.Firmness.WITHDRAWN]
    if not standing or any(row.status == Statement.Firmness.DISPUTED for row in standing):
        return None
    return max(standing, key=lambda row: (_FIRM[Statement.Firmness(row.status)], row.as_of, row.pk))


def replaced(person_id: int, household_id: int, item: str, *, most: int = 5) -> list[Statement]:
    """Return what was held of an item before, the latest first; in the scope that is open."""
    rows = Statement.objects.filter(fact=item, replaced_by__isnull=False)
    mine = (
        rows.filter(household_id=household_id)
        if item.startswith("household.")
        else rows.filter(person_id=person_id)
    )
    return list(mine.exclude(status=Statement.Firmness.WITHDRAWN).order_by("-recorded_at", "-pk")[:most])


def said_of(person_ids: Collection[int], item: str) -> Mapping[int, Statement]:
    """Return what counts of one item, by person; nothing is known of who is not there. In the scope that is open."""
    found: dict[int, list[Statement]] = {}
    wanted = sorted(set(person_ids))
    for first in range(0, len(wanted), _AT_ONCE):
        rows = Statement.objects.filter(
            person_id__in=wanted[first : first + _AT_ONCE], fact=item, replaced_by__isnull=True
        )
        for row in rows:
            found.setdefault(row.person_id or 0, []).append(row)
    best = {person: firmest(rows) for person, rows in found.items()}
    return {person: row for person, row in best.items() if row is not None}

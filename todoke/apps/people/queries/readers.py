"""Who is told what concerns a person: themselves if of age and logged in ever, else their parents and guardians."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from todoke.apps.people.models import Belonging, Death, LoginPerson, Person, Relation, Shield, ShieldFrom
from todoke.apps.people.queries.apart import divided
from todoke.apps.people.queries.kin import carers, come_of_age
from todoke.apps.people.queries.shields import standing
from todoke.apps.tenancy.columns import FEW, read_columns
from todoke.apps.tenancy.scope import everywhere
from todoke.residents.block import Array

_AT_ONCE = 10_000


def readers_about(person_ids: Array, *, on: date) -> tuple[Array, Array]:
    """Return who is told about each of these persons: ids of addressees, and places in ``person_ids`` (int64 both).

    Somebody who holds a login and is not surely a child is told themselves. A child's parents and anybody's
    guardians are told by a kinship in force, where they hold a login: never one a shield hides the person from, or
    somebody they are recorded with (an answer about a child rests on its mother's facts too), and never the dead. Of
    nobody else anything is told; such a person is in no row.
    """
    wanted = np.asarray(person_ids, np.int64)
    readers: list[Array] = []
    places: list[Array] = []
    with everywhere("readers"):
        grown = _with_login(np.unique(wanted), born_by=come_of_age(on))
        own = np.flatnonzero(np.isin(wanted, grown))
        readers.append(wanted[own])
        places.append(own.astype(np.int64))
        rest = np.setdiff1d(np.arange(len(wanted)), own)
        pairs = _cared_for(np.unique(wanted[rest]), on)
        if len(pairs):
            reader, place = _joined(pairs, wanted, rest)
            readers.append(reader)
            places.append(place)
    found, at = np.concatenate(readers), np.concatenate(places)
    order = np.lexsort((found, at))
    return found[order], at[order]


def addressee_of_households(household_ids: Array, *, on: date) -> tuple[Array, Array]:
    """Return who is told about households as a whole: the applicant where they hold a login, else a spouse.

    Ids of addressees and places in ``household_ids`` (int64 both); a household without such a person is in no row.
    Of a household set apart from its record (todoke.apps.people.queries.apart) it is whoever is of age.
    """
    wanted = np.asarray(household_ids, np.int64)
    found: dict[int, tuple[int, int]] = {}
    with everywhere("readers"):
        dead = Death.objects.values("person")
        apart = divided(on=on)
        for some in _parts(np.unique(wanted)):
            inside = [one for one, part in apart.part.items() if part in set(some)]
            grown = Q(relation__in=(Relation.SELF, Relation.SPOUSE), household_id__in=some)
            rows = (
                Person.objects.filter(grown | Q(pk__in=inside, birth_low__lte=come_of_age(on)))
                .filter(logins__until__isnull=True, logins__isnull=False)
                .exclude(pk__in=dead)
                .values_list("household_id", "relation", "pk")
            )
            for recorded_in, relation, person in rows:
                household = apart.household_of(person, recorded_in)
                found[household] = min(found.get(household, (99, 0)), (relation, person))
    at = np.array([place for place, one in enumerate(wanted.tolist()) if one in found], np.int64)
    return np.array([found[int(wanted[place])][1] for place in at], np.int64), at


def _with_login(person_ids: Array, *, born_by: date | None = None) -> Array:
    """Return those of these (ascending) who are alive and hold a login; with ``born_by``, who may be born by then."""
    logins = LoginPerson.objects.filter(until__isnull=True)
    dead = Death.objects.all()
    if born_by is not None:
        logins = logins.filter(person__birth_low__lte=born_by)
    if len(person_ids) < FEW:
        few = person_ids.tolist()
        logins, dead = logins.filter(person_id__in=few), dead.filter(person_id__in=few)
    held = np.setdiff1d(_column(logins.values_list("person_id")), _column(dead.values_list("person_id")))
    return person_ids[np.isin(person_ids, held)]


def _cared_for(person_ids: Array, on: date) -> Array:
    """Return pairs (person, carer) of those whose carer holds a login and whom no shield stands against."""
    few = person_ids.tolist() if len(person_ids) < FEW else None
    # Made distinct here: PostgreSQL's parallel DISTINCT of hundreds of thousands of pairs takes minutes.
    rows = carers(few, on=on).values_list("other_id", "person_id")
    found = np.stack(read_columns(rows, np.int64, np.int64), axis=1)
    found = np.unique(found[np.isin(found[:, 0], person_ids)], axis=0)
    found = found[np.isin(found[:, 1], _with_login(np.unique(found[:, 1])))]
    found = found[~_hidden(found, on)]
    return found[~_is_with_hidden(found, on)]


def _is_with_hidden(pairs: Array, on: date) -> Array:
    """Return for each pair (person, viewer) whether somebody the person is recorded with is hidden from the viewer.

    Whoever is recorded with them is not asked: for them the record is divided (``may_know`` says the same of one).
    """
    result = np.zeros(len(pairs), np.bool_)
    shielded = set(Shield.objects.filter(standing(on)).values_list("person_id", flat=True))
    members: dict[int, set[int]] = {}
    homes = Person.objects.filter(pk__in=shielded).values_list("household_id", flat=True).distinct()
    for some in _parts(np.array(sorted(homes), np.int64)):
        rows = Person.objects.filter(household_id__in=some).values_list("household_id", "pk")
        for household, person in rows:
            members.setdefault(household, set()).add(person)
    home = {person: household for household, some in members.items() for person in some}
    near = np.flatnonzero(np.isin(pairs[:, 0], np.array(sorted(home), np.int64)))
    asked = [
        (place, other, viewer)
        for place, (person, viewer) in zip(near.tolist(), pairs[near].tolist(), strict=True)
        for other in sorted(members[home[person]] & shielded)
        if viewer not in members[home[person]]
    ]
    if asked:
        table = np.array(asked, np.int64)
        result[table[_hidden(table[:, 1:], on), 0]] = True
    return result


def _hidden(pairs: Array, on: date) -> Array:
    """Return for each pair (person, viewer) whether a shield stands between them; as ``may_know`` says of one."""
    hidden = np.zeros(len(pairs), np.bool_)
    about = np.unique(pairs[:, 0])
    shields = Shield.objects.filter(standing(on))
    if len(about) < FEW:
        shields = shields.filter(person_id__in=about.tolist())
    against: dict[int, list[tuple[int | None, int | None]]] = {}
    around: dict[int, list[int]] = {}
    known = set(about.tolist())
    for pk, person in shields.values_list("pk", "person_id"):
        if person in known:
            against[pk] = []
            around.setdefault(person, []).append(pk)
    if not around:
        return hidden
    for some in _parts(np.array(list(against), np.int64)):
        for row in ShieldFrom.objects.filter(shield_id__in=some).values_list(
            "shield_id", "person_id", "household_id"
        ):
            against[row[0]].append((row[1], row[2]))
    homes = _homes({int(viewer) for person, viewer in pairs.tolist() if person in around})
    for place, (person, viewer) in enumerate(pairs.tolist()):
        for pk in around.get(person, ()):
            named = against[pk]
            hidden[place] |= person != viewer and (
                not named or any(who == viewer or home in homes[viewer] for who, home in named)
            )
    return hidden


def _homes(person_ids: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {person: set() for person in person_ids}
    mine = Q(pk__in=person_ids)
    for person, household in Person.objects.filter(mine).values_list("pk", "household_id"):
        found[person].add(household)
    rows = Belonging.objects.filter(person_id__in=person_ids).values_list("person_id", "household_id")
    for person, household in rows:
        found[person].add(household)
    return found


def _joined(pairs: Array, wanted: Array, rest: Array) -> tuple[Array, Array]:
    """Return each pair's carer for every place where the person stands."""
    order = np.argsort(wanted[rest], kind="stable")
    sought = wanted[rest][order]
    low = np.searchsorted(sought, pairs[:, 0], "left")
    high = np.searchsorted(sought, pairs[:, 0], "right")
    counts = high - low
    steps = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    places = rest[order][np.repeat(low, counts) + steps]
    return np.repeat(pairs[:, 1], counts), places.astype(np.int64)


def _column(rows: QuerySet[Any, tuple[int]]) -> Array:
    (found,) = read_columns(rows, np.int64)
    return found


def _parts(ids: Array) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE].tolist()

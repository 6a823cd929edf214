"""Searching procedures and programs in everyday words, for one municipality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from todoke.apps.portal.area import PARAMETER, chosen_area, named_area, with_area
from todoke.apps.portal.forms.areas import area_choices
from todoke.apps.portal.records.events import first_events
from todoke.apps.portal.records.words import kind_name
from todoke.apps.portal.speech import in_page_language
from todoke.apps.registry.queries.records import find_record
from todoke.apps.registry.search.finding import FACETS, Found, find_records
from todoke.apps.registry.search.suggesting import suggest_words
from todoke.base import clock
from todoke.base.municipalities import Municipality
from todoke.records.numbers import Number, NumberError
from todoke.records.taxonomy import load_taxonomy
from todoke.ui.words import Words, t

_LONGEST_QUERY = 100
_PER_PAGE = 20
_LAST_PAGE = 10
_MOST_VALUES = 8


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value by which the results can be narrowed, or that narrows them now."""

    label: Words
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values."""

    name: str
    label: Words
    links: tuple[FacetLink, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what was found for the words, narrowed by facets; a permanent number leads straight to its page."""
    words = request.GET.get("q", "")[:_LONGEST_QUERY].strip()
    area = chosen_area(request)
    if (number := _number(words)) is not None and find_record(number) is not None:
        return redirect(
            with_area(reverse("portal:record", args=[Number.parse(number).slug]), named_area(request))
        )
    chosen = {name: request.GET[name] for name in FACETS if request.GET.get(name)}
    page = _page(request.GET.get("page", ""))
    found = find_records(
        words,
        area=area.code if area else "",
        on=clock.today(),
        facets={name: [value] for name, value in chosen.items()},
        limit=_PER_PAGE,
        offset=(page - 1) * _PER_PAGE,
    )
    address = _Address(words, named_area(request), chosen)
    facets = _facets(found, chosen, address)
    return render(
        request,
        "portal/registry/search.html",
        {
            "heading": t("「%(words)s」でさがした結果", words=words) if words else t("手続と制度をさがす"),
            "words": words,
            "found": found,
            "is_asked": bool(words or chosen),
            "facets": [facet for facet in facets if facet.name not in chosen],
            "removals": [link for facet in facets for link in facet.links if link.is_chosen],
            "is_by_age": "age" in chosen,
            "is_number": number is not None,
            "did_you_mean": found.did_you_mean,
            "did_you_mean_address": address.with_words(found.did_you_mean or ""),
            "everywhere_address": f"{_Address(words, None, chosen).plain}&{PARAMETER}=",
            "unnarrowed_address": _Address(words, named_area(request), {}).plain,
            "area": area,
            "areas": area_choices(area),
            "events": first_events(),
            "first": (page - 1) * _PER_PAGE + 1,
            "previous": address.page(page - 1) if page > 1 else None,
            "next": address.page(page + 1) if page * _PER_PAGE < found.total and page < _LAST_PAGE else None,
        },
    )


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Return words to search for, for the list under the search box."""
    area = chosen_area(request)
    typed = request.GET.get("q", "")[:_LONGEST_QUERY]
    words = suggest_words(typed, area=area.code if area else "")
    return JsonResponse({"words": words}, json_dumps_params={"ensure_ascii": False})


@dataclass(frozen=True, slots=True)
class _Address:
    """The address of a search, from which those of narrower searches are made."""

    words: str
    area: Municipality | None
    chosen: Mapping[str, str]

    def _of(self, pairs: Iterable[tuple[str, str]]) -> str:
        place = [(PARAMETER, self.area.code)] if self.area else []
        query = urlencode([(name, value) for name, value in [*place, *pairs] if value])
        return f"{reverse('portal:search')}?{query}"

    @property
    def plain(self) -> str:
        return self._of([("q", self.words), *self.chosen.items()])

    def with_words(self, words: str) -> str:
        return self._of([("q", words), *self.chosen.items()])

    def narrowed(self, facet: str, value: str) -> str:
        return self._of([("q", self.words), *{**self.chosen, facet: value}.items()])

    def page(self, number: int) -> str:
        return self._of([("q", self.words), *self.chosen.items(), ("page", str(number))])


def _facets(found: Found, chosen: Mapping[str, str], address: _Address) -> list[Facet]:
    labels = {
        "kind": t("種類"),
        "category": t("分野"),
        "life_event": t("できごと"),
        "age": t("子どもの年齢"),
        "online": t("オンライン"),
    }
    facets = []
    for name in ("kind", "category", "life_event", "age", "online"):
        counts = dict(found.facets.get(name, {}))
        if name in chosen:
            counts.setdefault(chosen[name], found.total)
        if name == "age":
            values = sorted(
                ((age, n) for age, n in counts.items() if age.isdecimal()), key=lambda v: int(v[0])
            )
        else:
            values = sorted(counts.items(), key=lambda each: -each[1])
        links = tuple(
            FacetLink(
                label=_value_label(name, value),
                count=count,
                address=address.narrowed(name, "" if chosen.get(name) == value else value),
                is_chosen=chosen.get(name) == value,
            )
            for value, count in values
            if (count or chosen.get(name) == value) and (name != "online" or value == "yes")
        )
        most = 19 if name == "age" else _MOST_VALUES
        shown = links[:most] + tuple(link for link in links[most:] if link.is_chosen)
        if len(shown) > 1 or any(link.is_chosen for link in shown) or (name == "online" and shown):
            facets.append(Facet(name, labels[name], shown))
    return facets


def _value_label(facet: str, value: str) -> Words:
    taxonomy = load_taxonomy(settings.DATA_DIR / "taxonomy")
    if facet == "kind":
        return kind_name(value)
    if facet == "category" and value in taxonomy.categories:
        name = taxonomy.categories[value].name
        return in_page_language(name) if name else Words(value)
    if facet == "life_event" and value in taxonomy.life_events:
        return in_page_language(taxonomy.life_events[value].name)
    if facet == "age":
        return t("%(years)s歳", years=value)
    return t("オンラインでできるもの") if facet == "online" else Words(value)


def _number(words: str) -> str | None:
    try:
        return str(Number.parse(words))
    except NumberError:
        return None


def _page(text: str) -> int:
    return min(int(text), _LAST_PAGE) if text.isascii() and text.isdigit() and int(text) > 0 else 1

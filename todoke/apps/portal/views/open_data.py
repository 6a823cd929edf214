"""What makers of apps can take from here: files, API, change feed, sandbox, and on which terms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.portal.municipalities import name_of, reference
from todoke.apps.registry.opendata.manifest import BundledFile, Manifest, bundle_folder, find_bundle
from todoke.ui.words import Words, t

BULK = "/api/v1/bulk/"
_MEGABYTE = 1_000_000


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the files of the newest bundle and the ways to ask."""
    bundle = find_bundle(bundle_folder())
    manifest = bundle.manifest if bundle else None
    return render(
        request,
        "portal/registry/open_data.html",
        {
            "heading": t("オープンデータとAPI"),
            "count": f"{sum(manifest.counts.values()):,}" if manifest else "0",
            "files": _files(manifest),
            "places": _places(manifest),
            "bulk": BULK,
        },
    )


def _files(manifest: Manifest | None) -> list[dict[str, object]]:
    """Return the files that hold the whole registry."""
    titles: dict[str, Words] = {
        "todoke-json": t("JSON（すべての項目）"),
        "csv": t("CSV（表計算ソフト向け）"),
        "cpsv-ap": t("JSON-LD（CPSV-AP）"),
        "tokyo-registry": t("東京都の子育て支援制度レジストリの形（JSON）"),
        "gif-451-4": t("GIF 451-4「支援制度」の形（CSV）"),
        "zip": t("上のすべてと説明（ZIP）"),
    }
    whole = (
        [each for each in manifest.files if each.area is None and each.format in titles] if manifest else []
    )
    return [
        {
            "title": titles[each.format],
            "name": each.name,
            "size": _size(each),
            "records": f"{each.records or 0:,}",
        }
        for each in whole
    ]


def _places(manifest: Manifest | None) -> list[dict[str, object]]:
    """Return each municipality that has records of its own, with its archive."""
    archives = {each.area: each for each in manifest.files if each.format == "zip"} if manifest else {}
    return [
        {"name": name_of(place), "file": archives[place.code].name, "size": _size(archives[place.code])}
        for place in reference()
        if place.code in archives
    ]


def _size(each: BundledFile) -> str:
    if each.size < _MEGABYTE / 10:
        return f"{max(1, round(each.size / 1000))} KB"
    return f"{each.size / _MEGABYTE:.1f} MB"

"""Open-data files over HTTP: the list, and each file with its checksum as validator (一括ダウンロード)."""

from datetime import datetime

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from todoke.api.problems import ProblemError
from todoke.api.registry.answers import FRESH, JSON
from todoke.api.registry.wire import BulkFileOut, BulkList
from todoke.api.respond import catalog_response
from todoke.apps.registry.opendata.manifest import (
    MANIFEST,
    BundledFile,
    Manifest,
    bundle_folder,
    find_bundle,
)

LICENSE = "CC-BY-4.0"
ADDRESS = "/api/v1/bulk/"


def listed(manifest: Manifest | None) -> BulkList:
    """Return the files of a bundle; without one the list is empty."""
    return {
        "position": None if manifest is None else manifest.position,
        "changed_at": None if manifest is None else manifest.changed_at,
        "license": LICENSE,
        "attribution": f"{ADDRESS}ATTRIBUTION.txt",
        "files": [] if manifest is None else [_file(each) for each in manifest.files],
    }


def current() -> Manifest | None:
    """Return what the newest bundle of this installation holds."""
    bundle = find_bundle(bundle_folder())
    return None if bundle is None else bundle.manifest


def changed_at(manifest: Manifest | None) -> datetime:
    """Return the instant of the newest change in a bundle."""
    told = None if manifest is None else manifest.changed_at
    return datetime.fromisoformat(told or "2020-01-01T00:00:00+09:00")


def send_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a file of the newest bundle, or 304; raises ProblemError. Only names of the manifest lead anywhere."""
    bundle = find_bundle(bundle_folder())
    if bundle is not None and name == MANIFEST:
        body = (bundle.folder / MANIFEST).read_bytes()
        return catalog_response(
            request, body, changed_at=changed_at(bundle.manifest), kind=JSON, caching=FRESH
        )
    known = {each.name: each for each in bundle.manifest.files} if bundle else {}
    if bundle is None or name not in known:
        raise ProblemError("not-found", "このファイルはありません。一覧は /api/v1/bulk にあります")
    etag, changed = f'"{known[name].sha256}"', int(changed_at(bundle.manifest).timestamp())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        try:
            file = (bundle.folder / name).open("rb")
        except FileNotFoundError:
            # Two bundles came while this one was being asked for.
            raise ProblemError("not-found") from None
        response = FileResponse(file, content_type=known[name].media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="todoke-{name}"'
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Cache-Control"] = FRESH
    return response


def _file(each: BundledFile) -> BulkFileOut:
    return {
        "name": each.name,
        "url": ADDRESS + each.name,
        "format": each.format,
        "media_type": each.media_type,
        "area": each.area,
        "records": each.records,
        "size": each.size,
        "sha256": each.sha256,
    }

"""The page that tells makers of apps what they can take, in three languages."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.registry import program_content, published, some_bodies
from tests.pages.client import PageClient
from todoke.apps.registry.opendata.building import build_bundle
from todoke.apps.registry.opendata.manifest import bundle_folder

pytestmark = pytest.mark.django_db
LANGUAGES = ("", "/ja-easy", "/en")


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_without_files_the_api_is_told(pages: PageClient, prefix: str) -> None:
    page = pages.get(f"{prefix}/open-data/")
    assert "/api/v1/changes" in page.text
    assert "manifest.json" not in page.response.content.decode()


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_link_to_a_file_leads_to_it(pages: PageClient, prefix: str) -> None:
    some_bodies()
    published(program_content(), "tdk1.0+7000020132080+1+P")
    build_bundle(bundle_folder())
    page = pages.get(f"{prefix}/open-data/")
    html = page.response.content.decode()
    names = {part.partition('"')[0] for part in html.split('href="/api/v1/bulk/')[1:]}
    assert {"all.json", "all.zip", "132080.zip", "LICENSE.txt", "schema.json"} <= names
    for name in names:
        response = pages.client.get(f"/api/v1/bulk/{name}")
        assert response.status_code == 200
        response.close()


def test_every_page_leads_there(pages: PageClient) -> None:
    assert 'href="/open-data/"' in pages.get("/").response.content.decode()

"""Ways through the finder that several tests go."""

from tests.pages.client import Page, PageClient
from tests.pages.markup import attribute, find_all

LANGUAGES = {"": "次へ", "/ja-easy": "つぎへ", "/en": "Next"}
DONT_KNOW = {"": "わからない", "/ja-easy": "わからない", "/en": "I don't know"}


def begin(pages: PageClient, prefix: str = "", *topics: str) -> Page:
    """Choose topics; one with few programs unless told, because every page plans anew."""
    page = pages.get(f"{prefix}/finder/")
    return pages.submit(page, {"topics": list(topics or ("maternity",))}, button=LANGUAGES[prefix])


def family(pages: PageClient, *, births: list[str], partner: str = "yes") -> Page:
    """Go to the first question that depends on the household."""
    page = begin(pages, "", "children")
    page = pages.submit(page, {"place": "せたがや"}, button="次へ")
    children = len(births) - (2 if partner == "yes" else 1)
    page = pages.submit(page, {"partner": partner, "children": str(children)}, button="次へ")
    fields = [
        attribute(node, "name").removesuffix("-year")
        for node in find_all(page.tree, "input")
        if attribute(node, "name").endswith("-year")
    ]
    typed: dict[str, str] = {}
    for field, born in zip(fields, births, strict=True):
        typed |= dict(zip((f"{field}-year", f"{field}-month", f"{field}-day"), born.split("-"), strict=True))
    return pages.submit(page, typed, button="次へ")


def skip_to_the_end(pages: PageClient, page: Page, prefix: str = "") -> Page:
    for _ in range(60):
        if "/results/" in page.address:
            return page
        page = pages.submit(page, {}, button=DONT_KNOW[prefix])
    raise AssertionError("the finder does not end")

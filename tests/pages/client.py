"""A browser without script for tests: fetches pages, fills in their forms, and checks every page it gets."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from django.http import HttpResponse
from django.test import Client

from tests.pages.checks import find_faults
from tests.pages.markup import attribute, find_all, parse, text_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SELF_SENT_TYPES = frozenset({"checkbox", "radio"})
_NEVER_SENT_TYPES = frozenset({"submit", "button", "reset", "image", "file"})


class Page:
    """One HTML page that passed every check."""

    def __init__(self, address: str, response: HttpResponse, tree: Element) -> None:
        self.address = address
        self.response = response
        self.tree = tree

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def heading(self) -> str:
        """The text of the one h1, without furigana."""
        return text_of(find_all(self.tree, "h1")[0])

    @property
    def text(self) -> str:
        """The text of the page's main part, without furigana."""
        return text_of(find_all(self.tree, "main")[0])

    @property
    def links(self) -> dict[str, str]:
        """Addresses of the page's links by their text."""
        return {text_of(link): attribute(link, "href") for link in find_all(self.tree, "a")}

    def forms(self, action: str | None = None) -> list[Element]:
        """Return the forms in the page's main part, or those anywhere that are sent to ``action``."""
        if action is None:
            return find_all(find_all(self.tree, "main")[0], "form")
        return [form for form in find_all(self.tree, "form") if attribute(form, "action") == action]


class PageClient:
    """Fetches pages as a person without script does; fails on the first page that is not sound."""

    def __init__(self, *, language: str | None = None) -> None:
        self.client = Client(headers={"accept-language": language} if language else None)

    def get(self, address: str, *, status: int = 200, follow: bool = True) -> Page:
        """Fetch a page."""
        return self._open(self.client.get(address), address, status=status, follow=follow)

    def post(
        self,
        address: str,
        answers: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        follow: bool = True,
    ) -> Page:
        """Send answers straight to an address."""
        return self._open(self.client.post(address, answers or {}), address, status=status, follow=follow)

    def click(self, page: Page, link: str, *, status: int = 200) -> Page:
        """Follow the link whose text is, or else begins with, ``link``."""
        address = page.links.get(link) or next(
            (target for text, target in page.links.items() if text.startswith(link)), None
        )
        assert address is not None, f"{page.address} has no link {link!r}; it has {sorted(page.links)}"
        return self.get(urljoin(page.address, address), status=status)

    def submit(
        self,
        page: Page,
        answers: Mapping[str, Any] | None = None,
        *,
        button: str | None = None,
        status: int = 200,
    ) -> Page:
        """Fill in and send the page's form that has all the fields of ``answers``.

        ``button`` chooses among several submit buttons, by text. Fields not in ``answers`` keep their value.
        """
        answers = dict(answers or {})
        form, fields = _choose_form(page, answers, button)
        if button is not None:
            fields |= _find_button(form, button)
        fields |= answers
        address = urljoin(page.address, attribute(form, "action") or page.address)
        if attribute(form, "method").lower() == "post":
            return self.post(address, fields, status=status)
        return self._open(self.client.get(address, fields), address, status=status, follow=True)

    def _open(self, response: Any, address: str, *, status: int, follow: bool) -> Page:
        hops = 0
        while follow and response.status_code in _REDIRECTS:
            hops += 1
            assert hops < 10, f"{address} redirects in a circle"
            address = urljoin(address, response["Location"])
            response = self.client.get(address)
        assert response.status_code == status, f"{address} answered {response.status_code}, not {status}"
        assert response["Content-Type"].startswith("text/html"), f"{address} is {response['Content-Type']}"
        source = response.content.decode()
        tree, parse_errors = parse(source)
        faults = [*parse_errors, *find_faults(tree)]
        assert not faults, "\n".join([f"{address} is not sound:", *faults])
        return Page(address, response, tree)


def _choose_form(
    page: Page, answers: Mapping[str, Any], button: str | None
) -> tuple[Element, dict[str, Any]]:
    forms = find_all(page.tree, "form")
    in_main = page.forms()
    for form in [*in_main, *(form for form in forms if form not in in_main)]:
        names = {attribute(control, "name") for control in _controls(form)}
        if answers.keys() <= names and (button is None or _find_buttons(form, button)):
            return form, _read_fields(form)
    raise AssertionError(
        f"{page.address} has no form with the fields {sorted(answers)} and button {button!r}"
    )


def _controls(form: Element) -> list[Element]:
    return [node for node in form.iter() if node.tag in {"input", "select", "textarea", "button"}]


def _find_buttons(form: Element, text: str) -> list[Element]:
    return [
        node
        for node in _controls(form)
        if (node.tag == "button" and text_of(node) == text)
        or (node.tag == "input" and attribute(node, "type") == "submit" and attribute(node, "value") == text)
    ]


def _find_button(form: Element, text: str) -> dict[str, Any]:
    chosen = _find_buttons(form, text)[0]
    name = attribute(chosen, "name")
    return {name: attribute(chosen, "value")} if name else {}


def _read_fields(form: Element) -> dict[str, Any]:
    """Return what a browser would send if the person changed nothing."""
    fields: dict[str, Any] = {}
    for control in _controls(form):
        name, kind = attribute(control, "name"), attribute(control, "type")
        if not name or control.tag == "button" or kind in _NEVER_SENT_TYPES or "disabled" in control.attrib:
            continue
        if control.tag == "textarea":
            fields[name] = control.text or ""
        elif control.tag == "select":
            options = find_all(control, "option")
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            fields[name] = [attribute(option, "value") for option in chosen]
        elif kind not in _SELF_SENT_TYPES:
            fields[name] = attribute(control, "value")
        elif "checked" in control.attrib:
            fields.setdefault(name, []).append(attribute(control, "value") or "on")
    return fields

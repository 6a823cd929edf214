"""What every page must be: the checks behind the page client, each returning its faults in words."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.pages.markup import attribute, find_all, text_of

_LANGUAGES = ("ja", "en")
_UNLABELLED_TYPES = frozenset({"hidden", "submit", "button", "reset", "image"})
_REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage")
_ASSETS = (
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("use", "href"),
)
_DATA_BLOCKS = frozenset({"application/json", "application/ld+json"})


def find_faults(tree: Element) -> list[str]:
    """Return everything that is wrong with a page."""
    return [
        *_language(tree),
        *_headings(tree),
        *_identifiers(tree),
        *_labels(tree),
        *_errors(tree),
        *_inline_code(tree),
        *_assets(tree),
        *_forms(tree),
    ]


def _language(tree: Element) -> Iterator[str]:
    language = attribute(tree, "lang")
    if language.partition("-")[0] not in _LANGUAGES:
        yield f"<html lang> is {language!r}, not one of {_LANGUAGES}"


def _headings(tree: Element) -> Iterator[str]:
    headings = find_all(tree, "h1")
    if len(headings) != 1:
        yield f"there are {len(headings)} h1 elements, not one"
        return
    heading = text_of(headings[0])
    title = " ".join(text_of(node) for node in find_all(tree, "title"))
    if not heading or not title.startswith(heading):
        yield f"the title {title!r} does not begin with the h1 {heading!r}"
    before = 0
    for node in find_all(tree, "h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(str(node.tag)[1])
        if before and level > before + 1:
            yield f"the heading {text_of(node)!r} jumps from level {before} to {level}"
        before = level
    if len(find_all(tree, "main")) != 1:
        yield "there is not exactly one main element"


def _identifiers(tree: Element) -> Iterator[str]:
    counts = Counter(attribute(node, "id") for node in tree.iter() if "id" in node.attrib)
    for name, count in counts.items():
        if count > 1 or not name or any(character.isspace() for character in name):
            yield f"the id {name!r} occurs {count} times or is blank"
    for node in tree.iter():
        names = [
            (kind, name)
            for kind in (*_REFERENCES, *(["for"] if node.tag in {"label", "output"} else []))
            for name in attribute(node, kind).split()
        ]
        if node.tag == "a" and attribute(node, "href").startswith("#") and attribute(node, "href") != "#":
            names.append(("href", attribute(node, "href")[1:]))
        for kind, name in names:
            if name not in counts:
                yield f"<{node.tag} {kind}> points to {name!r}, which is not on the page"


def _labels(tree: Element) -> Iterator[str]:
    by_id = {attribute(node, "id"): node for node in tree.iter() if "id" in node.attrib}
    labelled = {attribute(label, "for") for label in find_all(tree, "label") if text_of(label)}
    wrapped = {
        id(node)
        for label in find_all(tree, "label")
        if text_of(label)
        for node in label.iter()
        if node is not label
    }
    for node in find_all(tree, "input", "select", "textarea", "button", "a"):
        if node.tag == "input" and attribute(node, "type") in _UNLABELLED_TYPES:
            named = attribute(node, "type") == "hidden" or bool(
                attribute(node, "value") + attribute(node, "alt")
            )
        elif node.tag in {"button", "a"}:
            named = any(attribute(image, "alt") for image in find_all(node, "img")) or text_of(node) != ""
        else:
            named = attribute(node, "id") in labelled or id(node) in wrapped
        references = [by_id[name] for name in attribute(node, "aria-labelledby").split() if name in by_id]
        if not (named or attribute(node, "aria-label") or any(text_of(other) for other in references)):
            yield f"<{node.tag} name={attribute(node, 'name')!r} id={attribute(node, 'id')!r}> has no label"
    for group in find_all(tree, "fieldset"):
        legends = [child for child in group if child.tag == "legend"]
        if len(legends) != 1 or group[0].tag != "legend" or not text_of(legends[0]):
            yield f"the fieldset {attribute(group, 'id')!r} does not begin with a legend"
    yield from _ungrouped_radios(tree)


def _ungrouped_radios(tree: Element) -> Iterator[str]:
    grouped = {
        id(node)
        for group in tree.iter()
        if group.tag == "fieldset" or attribute(group, "role") == "radiogroup"
        for node in group.iter()
    }
    for node in find_all(tree, "input"):
        if attribute(node, "type") == "radio" and id(node) not in grouped:
            yield f"the radio button {attribute(node, 'name')!r} is in no fieldset"


def _errors(tree: Element) -> Iterator[str]:
    """A wrong control names its error, itself or through its group; every field error is so named."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    by_id = {attribute(node, "id"): node for node in tree.iter() if "id" in node.attrib}
    for node in tree.iter():
        if attribute(node, "aria-invalid") != "true":
            continue
        described: list[str] = []
        current: Element | None = node
        while current is not None:
            if current is node or current.tag == "fieldset":
                described += attribute(current, "aria-describedby").split()
            current = parents.get(current)
        messages = [by_id[name] for name in described if name in by_id]
        if not any("error" in attribute(message, "class") and text_of(message) for message in messages):
            yield f"the wrong control {attribute(node, 'name')!r} names no error by aria-describedby"
    tied = {name for node in tree.iter() for name in attribute(node, "aria-describedby").split()}
    for node in tree.iter():
        if "field-error" in attribute(node, "class").split() and attribute(node, "id") not in tied:
            yield f"the error {text_of(node)!r} is tied to no field"


def _inline_code(tree: Element) -> Iterator[str]:
    for node in tree.iter():
        if node.tag == "script" and "src" not in node.attrib and attribute(node, "type") not in _DATA_BLOCKS:
            yield "there is an inline script"
        if node.tag == "style" or "style" in node.attrib:
            yield f"there is an inline style on <{node.tag}>"
        for name, value in node.attrib.items():
            if str(name).startswith("on") or value.strip().lower().startswith("javascript:"):
                yield f"<{node.tag} {name}> holds script"


def _assets(tree: Element) -> Iterator[str]:
    for tag, name in _ASSETS:
        for node in find_all(tree, tag):
            address = attribute(node, name)
            if tag == "link" and attribute(node, "rel") in {"canonical", "alternate", "license"}:
                continue
            if "://" in address or address.startswith("//"):
                yield f"<{tag} {name}> loads {address} from another origin"
    for image in find_all(tree, "img"):
        if "alt" not in image.attrib:
            yield f"the image {attribute(image, 'src')!r} has no alt"


def _forms(tree: Element) -> Iterator[str]:
    for form in find_all(tree, "form"):
        fields = {attribute(node, "name") for node in find_all(form, "input")}
        if attribute(form, "method").lower() == "post" and "csrfmiddlewaretoken" not in fields:
            yield f"the form to {attribute(form, 'action')!r} has no CSRF token"

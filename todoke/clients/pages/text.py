"""The main text of an official page as ordered sentences (本文の取り出し).

Menus, headers, footers, scripts, counters and advertisements are left out; headings, paragraphs, lists and tables
are kept, a table row by row. Two readings of a page are the same as long as nothing a resident reads has changed.
"""

import re
import unicodedata
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from todoke.base.eras import parse_day
from todoke.clients.pages.addresses import AddressError, join, parse
from todoke.clients.pages.noise import NEVER, is_around, is_hidden, is_noise
from todoke.clients.pages.sentences import joined, key, split, tidy
from todoke.clients.pages.snapshots import Kind, PageLink, Sentence, Snapshot

_ROOTS = (
    *(
        "main",
        "[role=main]",
        "#tmp_contents",
        "#main-contents",
        "#main_contents",
        "#maincontents",
        "#main-content",
    ),
    *("#honbun", "#contents-body", "#main_body", "#main", "#contents", "#content", "article"),
)
_BLOCKS = frozenset(
    """
    address article blockquote body caption center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4
    h5 h6 header footer hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IN_CELLS = "table, h1, h2, h3, h4, h5, h6"
_DEEPEST = 150
_MOST = 5_000
_LONGEST = 1_000

_DAY = r"((?:西暦|令和|平成|[RH])?(?:元|\d{1,4})[年./-]\d{1,2}[月./-]\d{1,2}日?)"
_UPDATED = re.compile(r"(?:最終更新日?|更新年月日|更新日)(?:時)?[:：]?" + _DAY)
_UPDATED_AFTER = re.compile(_DAY + r"(?:\d{1,2}[時:]\d{1,2}分?)?(?:更新|最終更新)")
_PUBLISHED = re.compile(r"(?:公開日|掲載日|登録日|作成日)[:：]?" + _DAY)


def read(html: str, *, url: str) -> Snapshot:
    """Return what the page says.

    >>> page = read(
    ...     "<title>児童手当</title><h1>児童手当</h1><p>対象は18歳までの子です。</p>",
    ...     url="https://a.example/",
    ... )
    >>> [(one.kind.value, one.text) for one in page.sentences]
    [('heading', '児童手当'), ('text', '対象は18歳までの子です。')]
    """
    tree = LexborHTMLParser(html.replace("\x00", ""))  # no database keeps that letter
    body = tree.body
    title_node = tree.css_first("head title") or tree.css_first("title")
    title = tidy(joined(title_node.text())) if title_node is not None else ""
    if body is None:
        return Snapshot(url=url, title=title)
    base = tree.css_first("base[href]")
    reader = _Reader(_base(url, (base.attributes.get("href") or "") if base is not None else ""))
    updated = _updated(body)
    root = _root(tree, body)
    first = root.css_first("h1") or tree.css_first("h1")
    reader.read(root)
    return Snapshot(
        url=url,
        title=title,
        heading=tidy(joined(first.text())) if first is not None else "",
        updated_on=updated,
        sentences=tuple(reader.sentences),
        links=tuple(dict.fromkeys(reader.links)),
    )


def links_of(html: str, *, url: str) -> tuple[PageLink, ...]:
    """Return every link of a page, those of its menus too.

    >>> links_of('<nav><a href="/teate.html">児童手当</a></nav>', url="https://a.example/")
    (PageLink(text='児童手当', url='https://a.example/teate.html', heading=''),)
    """
    tree = LexborHTMLParser(html.replace("\x00", ""))
    base = tree.css_first("base[href]")
    reader = _Reader(_base(url, (base.attributes.get("href") or "") if base is not None else ""))
    for node in tree.css("a[href]"):
        reader.follow(node)
    return tuple(dict.fromkeys(reader.links))


def _base(url: str, reference: str) -> str:
    try:
        return str(join(parse(url), reference)) if reference else url
    except AddressError:
        return url


def _length(node: LexborNode) -> int:
    """Return how much a reader sees in the node, scripts not counted."""
    hidden = sum(len(inner.text()) for inner in node.css("script, style, noscript, template"))
    return len("".join(node.text().split())) - hidden


def _root(tree: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """Return the part of the page that holds what it says: by its name, unless that part is nearly empty."""
    whole = _length(body)
    for selector in _ROOTS:
        found = tree.css(selector)
        if found:
            best = max(found, key=_length)
            if _length(best) >= min(80, whole // 4):
                return best
    return body


def _updated(body: LexborNode) -> date | None:
    """Return the day the page says it was changed, or else published."""
    text = "".join(unicodedata.normalize("NFKC", body.text(separator=" ")).split())
    for pattern in (_UPDATED, _UPDATED_AFTER, _PUBLISHED):
        for match in pattern.finditer(text):
            try:
                return parse_day(match[1])
            except ValueError:
                continue
    return None


class _Reader:
    """Walks a page and collects its sentences and links."""

    def __init__(self, base: str) -> None:
        self.sentences: list[Sentence] = []
        self.links: list[PageLink] = []
        self._base = base
        self._heading = ""
        self._words: list[str] = []

    def read(self, root: LexborNode) -> None:
        """Read everything below the node."""
        self._whole = max(_length(root), 1)
        self._inside(root, Kind.TEXT, 0)
        self._flush(Kind.TEXT)

    def _inside(self, node: LexborNode, kind: Kind, depth: int) -> None:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self._words.append(joined(child.text_content or ""))
            elif child.is_element_node:
                self._element(child, kind, depth + 1)

    def _element(self, node: LexborNode, kind: Kind, depth: int) -> None:
        tag = node.tag or ""
        if tag in NEVER or is_hidden(node) or (is_around(node) and not self._holds_the_page(node)):
            return
        if tag == "br":
            self._words.append("\n")
        elif depth > _DEEPEST:
            self._words.append(joined(node.text()))
        elif tag == "img":
            if kind is Kind.HEADING:
                self._words.append(node.attributes.get("alt") or "")  # a heading drawn as a picture
        elif tag == "a":
            self.follow(node)
            self._inside(node, kind, depth)
        elif tag not in _BLOCKS:
            self._inside(node, kind, depth)
        else:
            self._flush(kind)
            self._block(node, tag, kind, depth)

    def _block(self, node: LexborNode, tag: str, kind: Kind, depth: int) -> None:
        if tag in _HEADINGS:
            self._inside(node, Kind.HEADING, depth)
            self._flush(Kind.HEADING)
        elif tag == "tr" and node.css_first(_IN_CELLS) is None:
            self._row([cell for cell in node.iter() if cell.tag in {"td", "th"}], depth)
        elif tag == "dl" and node.css_first(_IN_CELLS) is None and node.css_first("dt") is not None:
            self._definitions(node, depth)
        else:
            kind = Kind.ITEM if tag == "li" else kind
            self._inside(node, kind, depth)
            self._flush(kind)

    def _definitions(self, node: LexborNode, depth: int) -> None:
        """Read a list of terms as a table of two columns."""
        term: LexborNode | None = None
        for child in node.css("dt, dd"):
            if child.tag == "dt":
                if term is not None:
                    self._row([term], depth)
                term = child
            else:
                self._row([cell for cell in (term, child) if cell is not None], depth)
                term = None
        if term is not None:
            self._row([term], depth)

    def _row(self, nodes: list[LexborNode], depth: int) -> None:
        cells = [cell for cell in (self._cell(node, depth) for node in nodes) if cell]
        if len(cells) == 1:
            self._add_all(split(cells[0]), Kind.TEXT)
        elif len(cells) == 2:
            first = cells[0].replace("\n", " ")
            for said in split(cells[1]):
                self._add(Sentence(f"{first}｜{said}", Kind.ROW, self._heading, (first, said)))
        elif cells:
            flat = tuple(cell.replace("\n", " ") for cell in cells)
            self._add(Sentence("｜".join(flat), Kind.ROW, self._heading, flat))

    def _cell(self, node: LexborNode, depth: int) -> str:
        """Return a cell's words, a line for each block in it."""
        kept, self._words = self._words, []
        self._flat(node, depth)
        text, self._words = "".join(self._words), kept
        return "\n".join(line for line in tidy(text).split("\n") if line and not is_noise_in_cell(line))

    def _flat(self, node: LexborNode, depth: int) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._words.append(joined(child.text_content or ""))
            elif not child.is_element_node or tag in NEVER or is_hidden(child):
                continue
            elif tag == "br":
                self._words.append("\n")
            else:
                if tag == "a":
                    self.follow(child)
                edge = "\n" if tag in _BLOCKS else ""
                self._words.append(edge)
                if depth > _DEEPEST:
                    self._words.append(joined(child.text()))
                else:
                    self._flat(child, depth + 1)
                self._words.append(edge)

    def follow(self, node: LexborNode) -> None:
        """Note where a link leads."""
        reference = (node.attributes.get("href") or "").strip()
        if not reference or reference.startswith("#") or len(self.links) >= _MOST:
            return
        text = tidy(joined(node.text()))
        if not text:
            image = node.css_first("img[alt]")
            text = tidy(joined(image.attributes.get("alt") or "")) if image is not None else ""
        try:
            url = str(join(parse(self._base), reference))
        except AddressError:
            return
        self.links.append(PageLink(text, url, self._heading))

    def _flush(self, kind: Kind) -> None:
        text = tidy("".join(self._words))
        self._words = []
        if kind is Kind.HEADING:
            heading = tidy(text.replace("\n", " "))
            if not heading:
                return
            self._add(Sentence(heading, Kind.HEADING))
            self._heading = heading
        else:
            self._add_all(split(text), kind)

    def _add_all(self, texts: list[str], kind: Kind) -> None:
        for text in texts:
            self._add(Sentence(text, kind, self._heading))

    def _add(self, sentence: Sentence) -> None:
        if is_noise(sentence.text) or len(self.sentences) >= _MOST:
            return
        if len(sentence.text) <= _LONGEST:
            self.sentences.append(sentence)
            return
        # No sentence of a person: cut, so that a broken page cannot hold up the comparison.
        for start in range(0, min(len(sentence.text), _MOST * _LONGEST), _LONGEST):
            piece = sentence.text[start : start + _LONGEST].strip()
            if piece and len(self.sentences) < _MOST:
                self.sentences.append(Sentence(piece, sentence.kind, sentence.heading))

    def _holds_the_page(self, node: LexborNode) -> bool:
        """Return whether what looks like a frame holds most of the page after all, or its main heading."""
        return _length(node) * 2 > self._whole or node.css_first("h1") is not None


def is_noise_in_cell(line: str) -> bool:
    """Return whether a line of a cell says nothing; figures alone do say something there.

    >>> is_noise_in_cell("印刷する"), is_noise_in_cell("15,000"), is_noise_in_cell("2026年4月1日")
    (True, False, False)
    """
    return is_noise(line) and not re.search(r"\d", key(line))

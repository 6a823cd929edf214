"""Checking a wording (文面の点検): nothing in it may look like a fake, and all five languages say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from todoke.telling.wording import lint_words as words
from todoke.telling.wording.lint_links import link_faults
from todoke.telling.wording.readings import in_brackets, unread, without
from todoke.telling.wording.texts import COMMON, LANGUAGES5, LEAVING, Language5, Wording, Words5

PUSH_SIGNS = 60
SUBJECT_SIGNS = 72
MAIL_LINES = 25
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SENTENCES = re.compile(r"(?<=[。！!?？\n])|(?<=\. )")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]{2}")
_OWN = {"login-code": frozenset({"number"})}
"""Places of a kind that may leave beside the common ones."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a wording: in which part and language, a code for tools, a sentence for people."""

    part: str
    language: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.part}.{self.language}: {self.message} [{self.code}]"


def lint(wording: Wording, *, domain: str, glossary: Sequence[Words5] = ()) -> list[Fault]:
    """Return everything wrong with a wording; ``domain`` is the host of the one site."""
    found: list[Fault] = []
    for part, said in wording.parts():
        for language in LANGUAGES5:
            text = said.said_in(language)
            found += [
                Fault(part, language, code, message)
                for code, message in (
                    *text_faults(text, domain=domain, kind=wording.kind, leaves=part in LEAVING),
                    *_language_faults(text, language, glossary, said.ja),
                    *_length_faults(part, text, wording),
                )
            ]
        if part in LEAVING:
            allowed = COMMON.keys() | _OWN.get(wording.kind, frozenset())
            found += [
                Fault(part, "ja", "personal", f"外に出る文には {{{name}}} を入れられません")
                for name in sorted(said.places("ja") - allowed)
            ]
    if "code" not in wording.subject.places("ja") | wording.body.places("ja"):
        found.append(Fault("body", "ja", "no-code", "確認コード {code} がありません"))
    return found


def text_faults(text: str, *, domain: str, kind: str = "", leaves: bool = True) -> Iterator[tuple[str, str]]:
    """Yield a code and a sentence for all in one text that a fake could say too."""
    bare = without(text)
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") and sign != "\n" for sign in bare):
        yield "hidden", "見えない文字が入っています"
    yield from link_faults(bare, domain=domain)
    rest = bare
    for sentence in words.NEVER_ASKS:
        rest = rest.replace(sentence, "")
    folded = unicodedata.normalize(
        "NFKC", "".join(s for s in rest if unicodedata.category(s) != "Cf")
    ).lower()
    if words.SECRETS.search(folded):
        yield "secret", "暗証番号・カード・口座などの言葉は、決まった一文でしか使えません"
    for code, (pattern, message) in words.WORDS.items():
        if code == "threat" and kind in words.URGENT_KINDS:
            continue
        if pattern.search(folded):
            yield code, message
    if leaves and words.SHOUTING.search(unicodedata.normalize("NFKC", rest)):
        yield "shouting", "絵文字や重ねた記号・大文字で目を引かせません"
    for sentence in _SENTENCES.split(folded):
        if words.LOGIN.search(sentence) and words.LEADING.search(sentence):
            yield "login-link", "リンクからのログインをすすめません"
            break


def _language_faults(
    text: str, language: Language5, glossary: Sequence[Words5], ja: str
) -> Iterator[tuple[str, str]]:
    spoken = _PLACE.sub("", text)
    if language in ("ja", "easy"):
        if not _KANA.search(spoken):
            yield "untranslated", "日本語で書かれていません"
        if language == "ja" and without(text) != text:
            yield "reading", "日本語の文に読みがなの印があります"
        if language == "easy" and (missing := unread(spoken)):
            yield "no-reading", f"読みがなのない漢字があります: {'、'.join(missing[:5])}"
    elif _KANA.search(spoken):
        yield "untranslated", "かなが残っています"
    elif language == "ko" and not _HANGUL.search(spoken):
        yield "untranslated", "韓国語で書かれていません"
    elif language == "en" and (not _LATIN.search(spoken) or unread(spoken)):
        yield "untranslated", "英語で書かれていません"
    elif language == "zh" and not unread(spoken):
        yield "untranslated", "中国語で書かれていません"
    if language == "ja":
        return
    for term in glossary:
        told = [one.strip() for one in term.said_in(language).split(" / ")]
        if term.ja in ja and not any(one.lower() in text.lower() for one in told):
            yield "term", f"「{term.ja}」は「{without(' / '.join(told))}」と書いてください"


def _length_faults(part: str, text: str, wording: Wording) -> Iterator[tuple[str, str]]:
    longest = _longest(text, wording)
    if part == "push" and longest > PUSH_SIGNS:
        yield "long", f"最も長いとき{longest}文字です。{PUSH_SIGNS}文字までにしてください"
    if part == "push" and "\n" in text:
        yield "lines", "1行にしてください"
    if part == "subject" and ("\n" in text or longest > SUBJECT_SIGNS):
        yield "long", f"最も長いとき{longest}文字です。1行{SUBJECT_SIGNS}文字までにしてください"
    if part == "body" and text.count("\n") + 1 > MAIL_LINES:
        yield "lines", f"{MAIL_LINES}行までにしてください"


def _longest(text: str, wording: Wording) -> int:
    """Return how many signs a text has at most, its places filled and its readings in brackets."""
    places = wording.all_places()
    return len(_PLACE.sub(lambda found: "x" * places[found[1]].longest, in_brackets(text)))

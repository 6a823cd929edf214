"""The pages of the handbook: plain HTML that works without script, on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

BADGES = {"ends": "終わる", "begins": "始まる", "open": "使える"}
KINDS = {
    "begins-soon": "もうすぐ始まるものがあります",
    "checkup-due": "健診や予防接種の時期が近づいています",
    "deadline-near": "期限が近いものがあります",
    "ends-soon": "もうすぐ終わるものがあります",
    "test": "試しの合図です",
}


@dataclass(frozen=True)
class Form:
    """What somebody typed, and what is wrong with it, by field."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[tuple[str, str]] = ()
    """Field and words, in the order of the page."""

    def error(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return next((words for each, words in self.errors if each == name), "")


def start(
    form: Form,
    *,
    terms: Mapping[str, Any],
    places: Iterable[Mapping[str, Any]],
    years: Iterable[int],
    once: str,
) -> str:
    """Return the first page: two questions, the words to agree to, one button."""
    towns = [(str(one["code"]), _name(one)) for one in places]
    version = int(terms["version"])
    ticked = " checked" if form.values.get("agreed") else ""
    typed = escape(form.values.get("connection", ""))
    body = f"""
<h1>これからの予定を見る</h1>
<p class="lead">お子さんの生まれた月と区市町村だけで、これから半年の健診・予防接種・手当がわかります。
名前はいりません。</p>
{_summary(form)}
<form method="post" action="/start" novalidate>
<input type="hidden" name="once" value="{escape(once)}">
<fieldset{_described(form, "child_born")}>
<legend>お子さんの生まれた月<span class="note">これから生まれる月でもかまいません</span></legend>
{_wrong(form, "child_born")}
<div class="row">{_select("year", "年", [(str(year), f"{year}年") for year in years], form)}
{_select("month", "月", [(f"{month:02}", f"{month}月") for month in range(1, 13)], form)}</div></fieldset>
{_wrong(form, "municipality")}
{_select("municipality", "住んでいる区市町村", towns, form)}
<section class="terms" aria-labelledby="terms"><h2 id="terms">使う前に</h2>
<p><strong>{escape(terms["line"]["ja"])}</strong></p><p>{escape(terms["long"]["ja"])}</p></section>
{_wrong(form, "agreed")}
<label class="check"><input type="checkbox" name="agreed" id="agreed" value="{version}"{ticked}{
        _described(form, "agreed")
    }> 読みました。使ってよいです</label>
<button type="submit">はじめる</button>
</form>
<details{" open" if form.error("connection") else ""}><summary>todokeのマイページの番号でつなぐ</summary>
<form method="post" action="/connect" novalidate>
<input type="hidden" name="once" value="{escape(once)}"><input type="hidden" name="agreed" value="{version}">
{_wrong(form, "connection")}
<label for="connection">マイページに出た番号</label>
<input type="text" name="connection" id="connection" autocomplete="off" value="{typed}"{
        _described(form, "connection")
    }>
<button type="submit">つなぐ</button></form></details>"""
    return _page("はじめる", body, is_wrong=bool(form.errors))


def home(found: Mapping[str, Any], *, hints: Sequence[Mapping[str, Any]], site: str, until: str) -> str:
    """Return the months ahead, and what todoke hinted at."""
    months = "".join(_month(one) for one in found["months"])
    body = f"""
<h1>これからの予定</h1>
<p class="lead">{_day(found["as_of"])}に、todokeに聞きました。申しこめるかどうかは、役所が決めます。</p>
{_hints(hints, site)}
{months}
<section class="terms" aria-labelledby="used"><h2 id="used">使っている情報</h2>
<p>お子さんの生まれた月と区市町村だけを、{_day(until)}まで使います。いつでもやめられます。</p>
<form method="post" action="/end"><button class="quiet" type="submit">やめる</button></form></section>"""
    return _page("これからの予定", body)


def over(words: str, *, heading: str = "うまくいきませんでした") -> str:
    """Return a page that says what happened and what to do."""
    body = f"""<h1>{escape(heading)}</h1><p class="lead" role="alert">{escape(words)}</p>
<p><a href="/">はじめの画面へ</a></p>"""
    return _page(heading, body)


def _month(one: Mapping[str, Any]) -> str:
    name = f"{int(one['month'][:4])}年{int(one['month'][5:])}月"
    number = escape(one["month"])
    inside = '<p class="note">新しく始まるものも、終わるものもありません。</p>'
    if one["programs"]:
        inside = f'<ul class="programs">{"".join(_program(each) for each in one["programs"])}</ul>'
    return f'<section aria-labelledby="m{number}"><h2 id="m{number}">{name}</h2>{inside}</section>'


def _program(one: Mapping[str, Any]) -> str:
    badge = f'<span class="badge" data-when="{escape(one["when"])}">{BADGES[one["when"]]}</span>'
    deadline = ""
    if one["deadline"]:
        may = "" if one["deadline"] == one["deadline_at_latest"] else "(生まれた日で変わります)"
        deadline = f'<p class="deadline">申しこみ・利用の期限: {_day(one["deadline"])}{may}</p>'
    return f"""<li>{badge}<h3><a href="{escape(_safe(one["url"]))}">{escape(one["name"])}</a></h3>
<p>{escape(one["words"])}</p>{deadline}<p class="note">{escape(one["summary"])}</p>
<p class="note">なぜ: {escape(one["why"])}</p></li>"""


def _hints(hints: Sequence[Mapping[str, Any]], site: str) -> str:
    if not hints:
        return '<p class="note">todokeからの合図は、まだありません。</p>'
    items = "".join(
        f"<li><strong>{escape(one['office'])}: {escape(KINDS.get(one['kind'], 'お知らせがあります'))}</strong>"
        f'<span class="note">確認コード <code>{escape(one["code"]) or "なし"}</code></span></li>'
        for one in hints
    )
    return f"""<section class="hints" aria-labelledby="hints"><h2 id="hints">todokeからの合図</h2><ul>{items}</ul>
<p class="note">本物かどうかは、
<a href="{escape(_safe(site))}/notices/check/">確認コードを入れて確かめられます</a>。</p></section>"""


def _summary(form: Form) -> str:
    if not form.errors:
        return ""
    first = {"child_born": "year"}
    items = "".join(
        f'<li><a href="#{first.get(name, name)}">{escape(words)}</a></li>'
        if name
        else f"<li>{escape(words)}</li>"
        for name, words in form.errors
    )
    return f"""<div class="summary" role="alert" tabindex="-1"><h2>直してほしいところがあります</h2>
<ul>{items}</ul></div>"""


def _wrong(form: Form, name: str) -> str:
    words = form.error(name)
    return f'<p class="wrong" id="{name}-wrong">{escape(words)}</p>' if words else ""


def _described(form: Form, name: str) -> str:
    return f' aria-describedby="{name}-wrong"' if form.error(name) else ""


def _select(name: str, label: str, options: Iterable[tuple[str, str]], form: Form) -> str:
    chosen = form.values.get(name, "")
    lines = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in [("", "選んでください"), *options]
    )
    wrong = ' aria-invalid="true"' if form.error(name) else ""
    told = wrong + _described(form, name)
    return f"""<div class="field"><label for="{name}">{label}</label>
<select id="{name}" name="{name}"{told}>{lines}</select></div>"""


def _name(place: Mapping[str, Any]) -> str:
    name = place["name"]
    return str(name["ja"] if isinstance(name, Mapping) else name)


def _safe(address: str) -> str:
    """Return an address of a page, never one that runs something."""
    return address if address.startswith(("https://", "http://")) else "#"


def _day(day: str) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return f"{year}年{month}月{number}日"


def _page(title: str, body: str, *, is_wrong: bool = False) -> str:
    lead = "エラー: " if is_wrong else ""
    return f"""<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{lead}{escape(title)} | 母子手帳サンプル</title><link rel="stylesheet" href="/style.css"></head>
<body><a class="skip" href="#main">本文へ</a><header><p><a href="/">母子手帳サンプル</a></p></header>
<main id="main">{body}</main>
<footer><p class="note">todokeのAPIを使う、見本のアプリです。</p></footer></body></html>
"""

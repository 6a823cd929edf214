"""The texts that go with open data: licence, attribution, and the dictionary of fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from todoke.formats import plain
from todoke.formats.gif.items import items
from todoke.formats.tokyo.leaves import leaves

LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/legalcode.ja"

LICENSE = f"""このフォルダーのデータの利用条件

todoke の登録(レジストリ)として書かれたデータは、クリエイティブ・コモンズ 表示 4.0 国際(CC BY 4.0)で
使えます。出典を示せば、写すことも、変えることも、商売に使うこともできます。
条文: {LICENSE_URL}

ほかの公開データから取り込んだ登録には、元のデータの利用条件と出典の示し方があります。ATTRIBUTION.txt に従ってください。
公式ページや法令の文は、それぞれの権利者のものです。

データは参考です。制度や手続を使うときは、登録にある公式ページか担当の窓口で確かめてください。
正しいことを保証するものではなく、使ったことで生じた損害の責任は負いません。

SPDX-License-Identifier: CC-BY-4.0
"""

_OWN = "todoke の登録。CC BY 4.0"
_ORIGINS: Mapping[str, str] = {
    "seed": _OWN,
    "desk": _OWN,
    "calendar": _OWN,
    "tokyo-registry": "「子育て支援制度レジストリ(東京都版)」東京都・GovTech東京、CC BY 4.0。todoke が加工しました",
    "procedures-survey": "「行政手続等の悉皆調査結果等」デジタル庁、公共データ利用規約(第1.0版)。todoke が加工しました",
    "gif": "各団体が GIF 451-4「支援制度」の形で公開したデータ。各団体の利用条件。todoke が加工しました",
    "open-data": "各団体が公開したオープンデータ。各団体の利用条件。todoke が加工しました",
}


def attribution(channels: Mapping[str, int]) -> str:
    """Return how to name the sources of the records, by where they came from.

    >>> print(attribution({"seed": 2}).splitlines()[4])
    seed (2件): todoke の登録。CC BY 4.0
    """
    lines = [
        "出典の示し方",
        "",
        "例: 「(あなたの名前やアプリの名前)は、todoke の登録(CC BY 4.0)を加工して作りました」",
        "登録ごとの由来は、version.channel(CSVでは channel)に書いてあります。由来ごとの出典:",
    ]
    lines += [
        f"{channel} ({count}件): {_ORIGINS.get(channel, '由来の名前が分かりません。提供者に確かめてください')}"
        for channel, count in sorted(channels.items())
    ]
    return "\n".join(lines) + "\n"


DICTIONARY_HEADER = ("format", "name", "title", "meaning")


def dictionary() -> Iterable[tuple[str, str, str, str]]:
    """Yield format, name, Japanese title and meaning of every field of the flat formats.

    The fields of the JSON format are those of ``schema.json``.
    """
    for name, title, meaning in CSV_EXTRA:
        yield "csv", name, title, meaning
    for name, title, meaning in plain.dictionary():
        yield "csv", name, title, meaning
    for leaf in leaves():
        yield "tokyo-registry", leaf.path, leaf.label, leaf.type
    for item in items():
        yield "gif-451-4", item.name, item.name, "必須" if item.required else ""


CSV_EXTRA = (
    ("state", "状態", "published 公開中"),
    ("changed_at", "最終更新", "この登録の内容が変わった日時"),
    ("effective_from", "施行日", "この内容が効力を持つ最初の日。空は分かるかぎりの昔から"),
    ("channel", "由来", "どこから来た登録か。ATTRIBUTION.txt を参照"),
)
"""Columns before those of the content."""

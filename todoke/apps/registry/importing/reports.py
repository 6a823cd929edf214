"""The report of an import, row by row, in Japanese: as CSV for spreadsheets, as one HTML page for reading."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterator
from typing import Any, TextIO

from todoke.apps.registry.models import ImportRow, ImportRun, RowOutcome
from todoke.formats.repairs import PROBLEMS, RULES
from todoke.formats.sources import Format
from todoke.formats.survey.fields import labels as survey_labels
from todoke.formats.tokyo.leaves import labels as tokyo_labels

COLUMNS = ("行", "番号", "結果", "種類", "項目", "元の値", "直した値", "説明")
ROWS_ON_PAGE = 2_000
LONGEST_VALUE = 2_000
"""A value longer than this is cut in the report; the record itself keeps it whole."""


def lines(run: ImportRun) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the report: one for each repair and problem, one for each row without either."""
    for row in ImportRow.objects.filter(run=run).order_by("pk").iterator(chunk_size=1000):
        head = (str(row.position or ""), row.number, RowOutcome(row.outcome).label)
        for field, before, after, rule in row.repairs:
            yield (*head, "直したこと", field_label(run, field), _shown(before), _shown(after), RULES[rule])
        for field, value, kind in row.problems:
            yield (*head, "気になること", field_label(run, field), _shown(value), "", PROBLEMS[kind])
        if not row.repairs and not row.problems:
            yield (*head, "", "", _shown(row.raw or None), "", row.reason)


def field_label(run: ImportRun, field: str) -> str:
    """Return the Japanese name of a leaf, with its path."""
    known = survey_labels() if run.format == Format.PROCEDURES_SURVEY else tokyo_labels()
    name = known.get(field.split("[")[0])
    return f"{name} ({field})" if name and name != field else field


def summary(run: ImportRun) -> list[str]:
    """Return what the run did, in sentences."""
    said = [
        f"{RowOutcome(outcome).label} {run.counts[outcome]:,}件"
        for outcome in RowOutcome
        if run.counts.get(outcome)
    ]
    head = "試しの読み込み(何も変わっていません): " if run.dry_run else ""
    sentences = [f"{head}{run.position:,}件を読みました。{'、'.join(said) or '1件もありません'}。"]
    touched = {RowOutcome.CREATED, RowOutcome.CHANGED, RowOutcome.RETIRED}
    if run.position and not any(run.counts.get(outcome) for outcome in touched):
        sentences.append("登録に変わったところはありません。")
    for title, words in (("直したこと", RULES), ("気になること", PROBLEMS)):
        counted = [(count, words[rule]) for rule, count in run.rules.items() if rule in words]
        sentences += [f"{title}: {text} … {count:,}件" for count, text in sorted(counted, reverse=True)]
    return sentences + list(run.notes)


def write_csv(run: ImportRun, file: TextIO) -> int:
    """Write the report as CSV; return how many lines. Cells that a spreadsheet would run are set apart."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for line in lines(run):
        writer.writerow([_harmless(cell) for cell in line])
        count += 1
    return count


def write_html(run: ImportRun, file: TextIO) -> None:
    """Write the report as one page; of very many lines the first, with a word about the rest."""
    title = f"読み込みの報告: {run.file_name}"
    file.write(
        '<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n"
        "<style>body{font-family:sans-serif;margin:2rem;line-height:1.6}table{border-collapse:collapse}"
        "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top;"
        "white-space:pre-wrap;max-width:24rem;overflow-wrap:anywhere}</style>\n</head>\n<body>\n"
        f"<h1>{html.escape(title)}</h1>\n<ul>\n"
    )
    file.writelines(f"<li>{html.escape(sentence)}</li>\n" for sentence in summary(run))
    file.write("</ul>\n<table>\n<caption>行ごとの報告</caption>\n<thead><tr>")
    file.writelines(f'<th scope="col">{column}</th>' for column in COLUMNS)
    file.write("</tr></thead>\n<tbody>\n")
    left_out = 0
    for count, line in enumerate(lines(run)):
        if count >= ROWS_ON_PAGE:
            left_out += 1
            continue
        file.write("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>\n")
    file.write("</tbody>\n</table>\n")
    if left_out:
        file.write(f"<p>ほかに{left_out:,}行あります。全部はCSVの報告にあります。</p>\n")
    file.write("</body>\n</html>\n")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…(全{len(text):,}文字)"


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

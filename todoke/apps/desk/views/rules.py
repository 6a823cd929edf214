"""Conditions at three depths: cards, a table, a line; the sentence and the golden households at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk import timing
from todoke.apps.desk.domain.line_printing import line_of
from todoke.apps.desk.domain.rulefiles import RuleFileError, with_condition, with_effective, with_label
from todoke.apps.desk.domain.words import Vocabulary
from todoke.apps.desk.forms.choices import joins, printed
from todoke.apps.desk.forms.condition import DEPTHS, ConditionForm
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.queries import rules
from todoke.apps.desk.queries.rules import RuleFile
from todoke.apps.desk.queries.trial import Trial, trial_of
from todoke.apps.registry.actions.proposals import open_proposal, propose
from todoke.apps.registry.domain.refusals import RegistryError
from todoke.base import clock
from todoke.rules.checking.texts import faults
from todoke.rules.texts import Text
from todoke.rules.wording.expression import Narrator
from todoke.ui.controls import ErrorLink, ErrorSummary


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """List the programs that have rules."""
    words = request.GET.get("q", "")
    return page(request, account, "desk/rules.html", "規則", programs=rules.programs(words), words=words)


@require_safe
@staff()
def program(request: HttpRequest, account: Account, program_id: str) -> HttpResponse:
    """Show a program's versions with their conditions in words."""
    loaded = rules.program_or_404(program_id)
    today = clock.today()
    shown = []
    for version in reversed(loaded.versions):
        file = rules.rule_file(program_id, version.effective.from_.isoformat())
        narrator = Narrator(file.content, max(today, version.effective.from_), "ja", loaded.program.local)
        conditions = [(one, narrator.tell(one.when)) for one in version.conditions]
        shown.append(
            {"version": version, "begins": version.effective.from_.isoformat(), "conditions": conditions}
        )
    record = rules.record_of(program_id)
    return page(
        request,
        account,
        "desk/program.html",
        f"{loaded.program.name.ja}の規則",
        program=loaded.program,
        versions=shown,
        record=record,
        may_edit=record is not None and account.can(Role.EDITOR, record.body),
    )


@require_http_methods(["GET", "POST"])
@staff()
def condition(
    request: HttpRequest, account: Account, program_id: str, begins: str, condition_id: str
) -> HttpResponse:
    """Edit one condition; sending asks a second person."""
    file = rules.rule_file(program_id, begins)
    chosen = file.condition(condition_id)
    record = rules.record_of(program_id)
    may_edit = record is not None and account.can(Role.EDITOR, record.body)
    vocabulary = Vocabulary(file.content)
    local = file.program.local
    problem = ""
    if request.method == "POST":
        form = ConditionForm.of(request.POST.dict(), vocabulary, local)
        if (depth := request.POST.get("to", "")) and form.expression is not None:
            form = ConditionForm.showing(form.expression, depth, vocabulary, local)
        elif request.POST.get("do") == "send" and form.expression is not None:
            problem = _send(request, account, file, condition_id, form)
            if not problem:
                return HttpResponseRedirect(reverse("desk:approvals"))
    else:
        form = ConditionForm.showing(chosen.when, request.GET.get("depth", ""), vocabulary, local)
    errors = [ErrorLink("condition", text) for text in (*form.errors, *([problem] if problem else []))]
    return page(
        request,
        account,
        "desk/condition.html",
        f"{file.program.name.ja}の条件を直す",
        file=file,
        condition=chosen,
        record=record,
        may_edit=may_edit,
        form=form,
        depths=DEPTHS,
        groups=printed(form.deck, vocabulary) if form.depth == "cards" else (),
        joins=joins(form.deck.join),
        before=_sentence(file, chosen.when),
        **_preview(file, condition_id, form),
        errors=ErrorSummary(tuple(errors)) if request.method == "POST" else None,
        notes=form.errors if request.method == "GET" else (),
        label=_label(request, chosen.label) if request.method == "POST" else chosen.label,
        day=request.POST.get("day", ""),
        words=request.POST.get("words", ""),
        opened=request.POST.get("opened") or timing.stamp(clock.now()),
        active=request.POST.get("active", ""),
    )


@require_POST
@staff()
def preview(
    request: HttpRequest, account: Account, program_id: str, begins: str, condition_id: str
) -> HttpResponse:
    """Return the sentence and the golden households of what is being typed, as a piece of the page."""
    file = rules.rule_file(program_id, begins)
    file.condition(condition_id)
    form = ConditionForm.of(request.POST.dict(), Vocabulary(file.content), file.program.local)
    return render(request, "desk/preview.html", {"notes": form.errors, **_preview(file, condition_id, form)})


def _preview(file: RuleFile, condition_id: str, form: ConditionForm) -> dict[str, Any]:
    if form.expression is None:
        return {"sentence": "", "trial": None, "as_line": ""}
    try:
        trial = trial_of({file.path: with_condition(file.text, condition_id, form.expression)})
    except RuleFileError as error:
        trial = Trial(file.program.id, file.program.name.ja, problems=(str(error),))
    return {
        "sentence": _sentence(file, form.expression),
        "trial": trial,
        "as_line": line_of(form.expression, Vocabulary(file.content)),
    }


def _sentence(file: RuleFile, expression: object) -> str:
    on = max(clock.today(), file.version.effective.from_)
    try:
        return Narrator(file.content, on, "ja", file.program.local).tell(expression)
    except (LookupError, ValueError):
        return "この条件は、まだ文にできません。下の誤りを直してください。"


def _send(
    request: HttpRequest, account: Account, file: RuleFile, condition_id: str, form: ConditionForm
) -> str:
    """Propose the changed rule; return what stands against it."""
    record = rules.record_of(file.program.id)
    if record is None or record.current is None:
        return "この規則には、公開中の登録がありません。先に登録を公開してください"
    before = file.condition(condition_id)
    label = _label(request, before.label)
    if form.expression == before.when and label == before.label:
        return "今の条件と同じです"
    if wrong := [*faults(label)]:
        return f"住民に見せる言葉: {'、'.join(wrong)}"
    now = clock.now()
    try:
        texts = _texts(file, condition_id, form, label, request.POST.get("day", "").strip())
    except (RuleFileError, ValueError) as error:
        return str(error)
    trial = trial_of({path: text for path, (text, _) in texts.items()})
    if trial is None or trial.problems:
        return "、".join(trial.problems) if trial else "規則が見つかりません"
    words = request.POST.get("words", "").strip()
    try:
        proposal = open_proposal(
            record=record,
            content=record.content,
            by=account,
            at=now,
            sheets={path: {"text": text, "base": base} for path, (text, base) in texts.items()},
            words=f"条件「{before.label.ja}」を変更。{words}"[:400],
        )
        propose(
            proposal=proposal, by=account, at=now, seconds_spent=timing.seconds_spent(request.POST, at=now)
        )
    except RegistryError as error:
        return str(error)
    tell(
        request,
        f"「{file.program.name.ja}」の条件の承認を依頼しました",
        url=reverse("desk:approval", args=[proposal.pk]),
        link="依頼した内容を見る",
    )
    return ""


def _label(request: HttpRequest, before: Text) -> Text:
    """Return the words residents see, as typed; a language left empty shows the Japanese."""
    typed = {
        key: " ".join(request.POST.get(f"label-{key}", "").split()) or None for key in ("ja", "easy", "en")
    }
    return Text(ja=typed["ja"] or before.ja, easy=typed["easy"], en=typed["en"])


def _texts(
    file: RuleFile, condition_id: str, form: ConditionForm, label: Text, day: str
) -> dict[str, tuple[str, str]]:
    """Return the files to change with the fingerprints they were written against.

    With a day the version in force ends the day before, and a new one begins: past days keep their rule.
    Raises RuleFileError.
    """
    changed = file.text
    if form.expression != file.condition(condition_id).when:
        changed = with_condition(changed, condition_id, form.expression)
    if label != file.condition(condition_id).label:
        changed = with_label(changed, condition_id, label)
    if not day:
        return {file.path: (changed, file.base)}
    try:
        begins = date.fromisoformat(day)
    except ValueError:
        raise RuleFileError("施行日は 2027-04-01 のように書いてください") from None
    effective = file.version.effective
    if begins <= effective.from_ or (effective.to is not None and begins > effective.to):
        raise RuleFileError(f"施行日は、この版の {effective.from_} より後の日にしてください")
    path = f"programs/{file.program.id}/{begins}.yaml"
    ended = with_effective(file.text, begins=effective.from_, ends=begins - timedelta(days=1))
    return {
        file.path: (ended, file.base),
        path: (with_effective(changed, begins=begins, ends=effective.to), ""),
    }

"""Turning words of an outsider, or a proposal that came back, into a draft with fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from todoke.apps.accounts.models import Account, Role
from todoke.apps.registry.actions.publishing import Content
from todoke.apps.registry.domain.refusals import NotAllowedError, WrongStageError
from todoke.apps.registry.models import Proposal, Record, Stage
from todoke.records.content import as_json


@transaction.atomic
def fill_draft(
    *,
    proposal: Proposal,
    content: Content,
    by: Account,
    evidence: Sequence[dict[str, Any]] = (),
    effective_from: date | None = None,
    words: str = "",
) -> Proposal:
    """Write the fields of a draft, against the version that holds now. Whose words it was stays as it is."""
    locked = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.stage != Stage.DRAFT:
        raise WrongStageError("下書きだけが書き直せます")
    if not by.can(Role.EDITOR, locked.body):
        raise NotAllowedError("この登録を扱う「起案」の役割がありません。管理者に依頼してください")
    record = Record.objects.get(pk=locked.record_id)
    locked.base_id = record.current_id
    locked.raw = as_json(content)
    locked.evidence = [*locked.evidence, *evidence]
    locked.effective_from = effective_from
    if words:
        locked.words = f"{locked.words}\n{words}".strip()
    locked.save()
    return locked

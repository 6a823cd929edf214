"""Which programs are paid unless refused, from data/notices/entitlements.yaml."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from pydantic import Field, TypeAdapter

from todoke.rules import yamlfile
from todoke.rules.citations import Check
from todoke.rules.facts import Definition
from todoke.rules.programs import ProgramId


class PaidProgram(Definition):
    """A program that pays without an application; not in use before its office has checked the law."""

    program_id: ProgramId
    in_use: bool = False
    refuse_days: int = Field(ge=14, le=180)
    month: int = Field(ge=1, le=12)
    account_months: int = Field(default=12, ge=1, le=60)
    """What is known of an account longer ago than so many months is asked again by staff."""
    check: Check = Check.RECALLED
    note: str = ""


def paid_programs(folder: Path | None = None) -> tuple[PaidProgram, ...]:
    """Return all of them, also those that are not in use yet."""
    path = (folder or Path(settings.DATA_DIR)) / "notices" / "entitlements.yaml"
    return TypeAdapter(tuple[PaidProgram, ...]).validate_python(yamlfile.read(path) or ())


def find_program(program_id: str) -> PaidProgram | None:
    """Return what is said of a program that pays without an application, or None."""
    return next((one for one in paid_programs() if one.program_id == program_id), None)

"""Tables of the registry, a file for each noun."""

from todoke.apps.registry.models.changes import Action, Change, FeedHead
from todoke.apps.registry.models.consumers import Consumer, ConsumerUse
from todoke.apps.registry.models.imports import (
    ImportedSource,
    ImportedText,
    ImportRow,
    ImportRun,
    RowOutcome,
    RunState,
)
from todoke.apps.registry.models.links import Link, LinkCheck, LinkUse, PageSnapshot
from todoke.apps.registry.models.measures import DigitalCount
from todoke.apps.registry.models.proposals import Intent, Proposal, Stage, Voice
from todoke.apps.registry.models.records import (
    Alias,
    Kind,
    Record,
    Relation,
    Series,
    State,
    Statement,
    Version,
)
from todoke.apps.registry.models.search import SearchEntry
from todoke.apps.registry.models.sheets import SeedLoad, SheetVersion
from todoke.apps.registry.models.tasks import Need, Outcome, Task

__all__ = [
    "Action",
    "Alias",
    "Change",
    "Consumer",
    "ConsumerUse",
    "DigitalCount",
    "FeedHead",
    "ImportRow",
    "ImportRun",
    "ImportedSource",
    "ImportedText",
    "Intent",
    "Kind",
    "Link",
    "LinkCheck",
    "LinkUse",
    "Need",
    "Outcome",
    "PageSnapshot",
    "Proposal",
    "Record",
    "Relation",
    "RowOutcome",
    "RunState",
    "SearchEntry",
    "SeedLoad",
    "Series",
    "SheetVersion",
    "Stage",
    "State",
    "Statement",
    "Task",
    "Version",
    "Voice",
]

"""Labels of amounts and tables: people read them inside a rule's sentence, so they exist in three languages."""

import pytest

from tests.factories.content import content
from todoke.rules.checking.texts import faults
from todoke.rules.texts import Text

LABELS: dict[str, Text] = {
    **{parameter.id: parameter.label for parameter in content().parameters.values()},
    **{table.id: table.label for table in content().tables.values()},
}


@pytest.mark.parametrize("label_id", sorted(LABELS))
def test_a_label_is_written_in_three_languages(label_id: str) -> None:
    assert list(faults(LABELS[label_id])) == []

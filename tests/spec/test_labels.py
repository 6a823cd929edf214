"""Labels of amounts and tables: people read them inside a rule's sentence, so they exist in three languages."""

import pytest

from tests.factories.content import content
from todoke.rules.checking.texts import faults
from todoke.rules.texts import Text

LABELS: dict[str, Text] = {
    **{identifier: parameter.label for identifier, parameter in content().parameters.items()},
    **{identifier: table.label for identifier, table in content().tables.items()},
}


@pytest.mark.parametrize("label_id", sorted(LABELS))
def test_a_label_is_written_in_three_languages(label_id: str) -> None:
    assert list(faults(LABELS[label_id])) == []

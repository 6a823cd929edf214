"""The households of some rows, out of blocks of several municipalities, stand together where one looks for them."""

import numpy as np

from tests.factories.blocks import DAYS, block_of_seeds
from tests.factories.content import content
from todoke.nights.gathering import Gathered

CHIYODA, CHOFU = "131016", "132080"


def test_each_municipality_is_let_go_of_once_it_was_read() -> None:
    blocks = [
        block_of_seeds(range(20 * at, 20 * at + 20), content(), DAYS[0], code)
        for at, code in enumerate((CHIYODA, CHIYODA, CHOFU))
    ]
    released: list[str] = []
    of_block, rows = np.array([0, 2, -1, 1, 0]), np.array([3, 5, 7, 19, 11])
    gathered = Gathered(blocks, [("household", of_block, rows)], released.append)
    assert released == [CHIYODA, CHOFU]
    assert gathered.block is not None
    assert gathered.block.households == 4
    places = gathered.rows("household", of_block, rows)
    assert places[2] == -1
    wanted = [
        blocks[place].household_ids[row] for place, row in zip(of_block, rows, strict=True) if place >= 0
    ]
    assert gathered.block.household_ids[places[places >= 0]].tolist() == wanted

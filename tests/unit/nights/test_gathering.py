"""The households of some rows, out of blocks of several municipalities, stand together where one looks for them."""

import numpy as np

from tests.factories.blocks import DAYS, block_of_seeds
from tests.factories.content import content
from todoke.nights.compared.gathering import Gathered

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
    places = gathered.rows[0]
    assert places[2] == -1
    wanted = [
        blocks[place].household_ids[row] for place, row in zip(of_block, rows, strict=True) if place >= 0
    ]
    assert gathered.block.household_ids[places[places >= 0]].tolist() == wanted


def test_persons_stand_where_their_household_does() -> None:
    blocks = [
        block_of_seeds(range(20 * at, 20 * at + 20), content(), DAYS[0], code)
        for at, code in enumerate((CHIYODA, CHOFU))
    ]
    nobody = np.empty(0, np.int64)
    of_block, rows = np.array([1, 0, 1, -1]), np.array([9, 4, 0, -1])
    asked = [
        ("household", np.array([1]), np.array([2])),
        ("person", of_block, rows),
        ("person", nobody, nobody),
    ]
    gathered = Gathered(blocks, asked)
    assert gathered.block is not None
    assert [len(places) for places in gathered.rows] == [1, 4, 0]
    assert gathered.rows[1][3] == -1
    wanted = [blocks[place].person_ids[row] for place, row in zip(of_block, rows, strict=True) if place >= 0]
    assert gathered.block.person_ids[gathered.rows[1][:3]].tolist() == wanted
    assert gathered.block.household_ids[gathered.rows[0]].tolist() == [blocks[1].household_ids[2]]


def test_where_nobody_is_asked_about_nothing_is_gathered() -> None:
    gathered = Gathered([], [("person", np.array([-1]), np.array([-1]))])
    assert gathered.block is None
    assert gathered.rows[0].tolist() == [-1]

"""The night's work: every step runs, whatever became of the one before."""

import pytest

from todoke.cli.main import parser
from todoke.cli.nightly import STEPS, run_steps


def test_a_failing_step_keeps_no_other_from_running(capsys: pytest.CaptureFixture[str]) -> None:
    ran = []

    def run(command) -> int:
        ran.append(tuple(command))
        if command[0] == "links":
            raise RuntimeError("secret")
        return 2 if command[0] == "opendata" else 0

    assert run_steps(run) == 1
    assert ran == [command for _, _, command in STEPS]
    told = capsys.readouterr()
    assert "失敗した作業: 確認の時期が来たリンクと公式ページを確かめる、公開データを作る" in told.err
    assert "secret" not in told.err + told.out


def test_steps_can_be_left_out() -> None:
    ran = []

    def run(command) -> int:
        ran.append(command[0])
        return 0

    assert run_steps(run, skip=["links", "webhooks"]) == 0
    assert ran == [command[0] for name, _, command in STEPS if name not in ("links", "webhooks")]
    assert ran[:4] == ["registry", "registry", "opendata", "match"]


@pytest.mark.parametrize("command", [command for _, _, command in STEPS], ids=lambda c: " ".join(c))
def test_every_step_is_a_command(command: tuple[str, ...]) -> None:
    assert callable(parser().parse_args(list(command)).run)

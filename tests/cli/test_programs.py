"""``todoke programs`` and ``todoke docs``: the list, its filters, and documents kept current."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.smallbook import write_small_data
from todoke.cli.main import main


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_data(tmp_path_factory.mktemp("programs") / "data", broken=True)


def test_all_programs_are_listed_with_their_versions(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(broken), "programs"]) == 0
    said = capsys.readouterr()
    assert "kodomo" in said.out
    assert "2023-04-01" in said.out
    assert said.out.rstrip().endswith("9件")
    assert "yomenai" in said.err


def test_programs_are_filtered(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["programs", "--topic", "children", "--life-event", "birth", "--search", "児童手当", "--json"])
        == 0
    )
    page = json.loads(capsys.readouterr().out)
    assert page["programs"][0]["id"] == "jido-teate"
    assert page["next"] is None
    assert main(["programs", "--municipality", "千代田区", "--language", "en"]) == 0
    assert "Child Allowance" in capsys.readouterr().out
    assert main(["programs", "--search", "zzzzzzzz"]) == 0
    assert capsys.readouterr().out == "0件\n"


def test_a_search_that_cannot_be_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programs", "--municipality", "大阪市"]) == 2
    assert "62区市町村" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["programs", "--topic", "happiness"])
    assert ended.value.code == 2


def test_documents_are_written_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "reference"
    assert main(["docs", "--out", str(out), "--check"]) == 1
    assert "make docs" in capsys.readouterr().err
    assert not out.exists()
    assert main(["docs", "--out", str(out)]) == 0
    assert "openapi.json" in capsys.readouterr().out
    assert main(["docs", "--out", str(out), "--check"]) == 0
    assert "最新" in capsys.readouterr().out


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "終了コード" in said
    for command in ("check", "programs", "rules", "docs"):
        assert command in said


@pytest.mark.slow
def test_the_command_needs_no_settings_and_survives_a_closed_pipe(tmp_path: Path) -> None:
    code = "import sys; from todoke.cli.main import main; sys.exit(main(['programs']))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) in {0, 120}
    assert "Traceback" not in said

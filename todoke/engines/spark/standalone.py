"""A real Spark cluster on this machine, bound to loopback: a master and its workers, each a process of its own.

``python -m todoke.engines.spark.standalone`` runs one until it is stopped and prints the master to name.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

from todoke.engines.spark.java import SparkMissingError, require_java
from todoke.engines.spark.session import LOOPBACK

WORKERS: Final = 2
PORT: Final = 7077
_PATIENCE = 60.0
_POLL = 0.1
_LOGGING = Path(__file__).with_name("log4j2-standalone.properties")
_STARTED = re.compile(r"Starting Spark master at (spark://\S+)")
_REGISTERED = "Successfully registered with master"


class ClusterError(RuntimeError):
    """The cluster did not come up; the message names what was waited for."""


@contextmanager
def cluster(
    workers: int = WORKERS, *, cores: int = 1, memory: str = "1g", port: int = 0, folder: Path | None = None
) -> Iterator[str]:
    """Run a master and its workers and yield the master's address; stop them at the end.

    Each worker lends ``cores`` and ``memory`` to its executors. With ``port`` 0 the system chooses a free one.
    Raises SparkMissingError without Java or pyspark, ClusterError where a process does not start in a minute.
    """
    require_java()
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="todoke-spark-")))
        folder.mkdir(parents=True, exist_ok=True)
        master = ["deploy.master.Master", "--host", LOOPBACK, "--port", str(port), "--webui-port", "0"]
        log = folder / "master.log"
        found = _wait(stack.enter_context(_process(master, log)), log, _STARTED)
        address = found[1]
        for number in range(1, workers + 1):
            worker = ["deploy.worker.Worker", "--host", LOOPBACK, "--webui-port", "0"]
            worker += ["--cores", str(cores), "--memory", memory, "--work-dir", str(folder / f"work{number}")]
            log = folder / f"worker{number}.log"
            _wait(stack.enter_context(_process([*worker, address], log)), log, re.compile(_REGISTERED))
        yield address


@contextmanager
def _process(arguments: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(_spark_class()), f"org.apache.spark.{arguments[0]}", *arguments[1:]]
    environment = os.environ | {
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": (
            f"-Dlog4j2.configurationFile={_LOGGING.as_uri()} -Dspark.master.rest.enabled=false"
        ),
        "PYSPARK_PYTHON": sys.executable,
    }
    with log.open("wb") as output:
        running = _started(command, output, environment)
        try:
            yield running
        finally:
            # The whole group: a worker's executors and their Python processes go with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGTERM)
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


def _started(command: list[str], output: IO[bytes], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )


def _spark_class() -> Path:
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise SparkMissingError("pyspark が入っていません。`make engines` で入ります")
    return Path(spec.origin).parent / "bin" / "spark-class"


def _wait(process: subprocess.Popen[bytes], log: Path, pattern: re.Pattern[str]) -> re.Match[str]:
    limit = time.monotonic() + _PATIENCE
    while time.monotonic() < limit:
        written = log.read_text(encoding="utf-8", errors="replace")
        found = pattern.search(written)
        if found is not None:
            return found
        if process.poll() is not None:
            break
        time.sleep(_POLL)
    raise ClusterError(f"Spark のプロセスが起動しません。記録の最後:\n{written[-800:]}")


def main(arguments: list[str] | None = None) -> int:
    """Run a cluster until Ctrl-C."""
    parser = argparse.ArgumentParser(description="この計算機の中に Spark クラスターを起動します")
    parser.add_argument("--workers", type=int, default=WORKERS, help="ワーカーの数(既定: 2)")
    parser.add_argument("--cores", type=int, default=1, help="ワーカー1つのコア数(既定: 1)")
    parser.add_argument("--memory", default="1g", help="ワーカー1つのメモリー(既定: 1g)")
    parser.add_argument("--port", type=int, default=PORT, help=f"マスターのポート(既定: {PORT})")
    chosen = parser.parse_args(arguments)
    try:
        with cluster(chosen.workers, cores=chosen.cores, memory=chosen.memory, port=chosen.port) as address:
            sys.stdout.write(f"Spark クラスター: {address}(ワーカー {chosen.workers}、Ctrl+C で終了)\n")
            sys.stdout.flush()
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except (SparkMissingError, ClusterError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

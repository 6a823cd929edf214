"""A Spark session set for our work: quiet, small, on loopback unless the cluster is elsewhere."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from todoke.engines.spark.java import SparkMissingError, require_java

LOCAL: Final = "local[2]"
"""The master where nothing else is said: two workers inside this machine."""

LOOPBACK: Final = "127.0.0.1"
_DRIVER_MEMORY: Final = "768m"
_EXECUTOR_MEMORY: Final = "768m"
_LOGGING = Path(__file__).with_name("log4j2.properties")


@contextmanager
def session(
    master: str = LOCAL, *, memory: str = _EXECUTOR_MEMORY, driver_host: str | None = None
) -> Iterator[Any]:
    """Open a Spark session and stop it at the end.

    ``memory`` is what the Java side of each executor gets; the columns live outside of it, in Python. The workers
    run this very Python, so on a cluster the same environment stands at the same place of every machine.
    ``driver_host`` is the address the executors find this process at; loopback where the master is on this machine.
    Raises SparkMissingError without Java or pyspark.
    """
    require_java()
    builder = _builder().master(master).appName("todoke")
    for key, value in settings(master, memory=memory, driver_host=driver_host).items():
        builder = builder.config(key, value)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of every connection it closes
    here = _is_here(master)
    own = {"PYSPARK_PYTHON": sys.executable} | ({"SPARK_LOCAL_IP": LOOPBACK} if here else {})
    with _environment(own):
        opened = builder.getOrCreate()
        try:
            yield opened
        finally:
            opened.stop()


def settings(master: str, *, memory: str, driver_host: str | None) -> dict[str, str]:
    """Return the settings of a session.

    >>> settings("local[2]", memory="1g", driver_host=None)["spark.driver.host"]
    '127.0.0.1'
    """
    found = {
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
        "spark.driver.memory": _DRIVER_MEMORY,
        "spark.executor.cores": "1",
        "spark.executor.memory": memory,
        "spark.local.dir": tempfile.gettempdir(),
        "spark.python.worker.reuse": "true",
        "spark.task.maxFailures": "4",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if driver_host is not None or _is_here(master):
        found["spark.driver.host"] = driver_host or LOOPBACK
        found["spark.driver.bindAddress"] = driver_host or LOOPBACK
    return found


def _builder() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkMissingError(
            "pyspark が入っていません。`make engines` で入ります。"
            "1台で足りるなら --engine columnar を使ってください"
        ) from None
    return SparkSession.builder


def _is_here(master: str) -> bool:
    """Tell whether a master is on this machine."""
    return master.startswith("local") or f"//{LOOPBACK}" in master or "//localhost" in master


@contextmanager
def _environment(own: dict[str, str]) -> Iterator[None]:
    before = {key: os.environ.get(key) for key in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value

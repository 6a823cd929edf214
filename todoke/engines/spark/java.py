"""Java, which Spark runs on: where it is, and what to do when it is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


class SparkMissingError(RuntimeError):
    """Spark cannot be used on this machine; the message says what to install."""


def require_java() -> Path:
    """Return the Java program Spark will start; raises SparkMissingError where there is none."""
    home = os.environ.get("JAVA_HOME")
    found = Path(home) / "bin" / "java" if home else None
    if found is not None and found.exists():
        return found
    on_path = shutil.which("java")
    if found is not None or on_path is None:
        wrong = f"JAVA_HOME({home})に java がありません" if home else "Java が見つかりません"
        raise SparkMissingError(
            f"{wrong}。Spark には Java 17 以上が要ります。"
            "Debian では apt-get install default-jre-headless で入ります。"
            "1台で足りるなら --engine columnar を使ってください(Java は要りません)"
        )
    return Path(on_path)

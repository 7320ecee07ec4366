"""What a user waits for: the five originals indexed with nothing remembered, and a question from a cold start."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.tables import markdown
from index.settings import settings

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "人才公寓有多少套？"
TIMES = 5


def section(shared: Path) -> str:
    """A table of seconds; the encoder is converted already."""
    known = settings().cache / "encoders"
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        variables = {**os.environ, "POLICYQA_CACHE": str(here / "cache")}
        (here / "cache").mkdir()
        if known.is_dir():
            shutil.copytree(known, here / "cache" / "encoders")
        first = _timed(variables, here, "index", str(shared / "seeds"))
        again = _timed(variables, here, "index", str(shared / "seeds"))
        asked = sorted(_timed(variables, here, "ask", QUESTION, "--json") for _ in range(TIMES))
    rows = [
        ("`policyqa index` on the five originals, nothing remembered", f"{first:.1f}"),
        ("the same again, nothing changed", f"{again:.1f}"),
        (f"`policyqa ask`, a new process each time (median of {TIMES})", f"{asked[TIMES // 2]:.1f}"),
    ]
    return "\n\n".join(["## Waiting", markdown(("what", "seconds"), rows)])


def _timed(variables: dict[str, str], here: Path, *arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments], cwd=here, env=variables, capture_output=True, check=True
    )
    return time.perf_counter() - started

"""A killed build changes nothing: the index answers as before or as after, and the next build cleans up.

Run as a program, this file is the driver: it imports everything once and forks one victim per trial, which kills
itself at a given system call or is killed from outside.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from conftest import FakeEncoder, make_document  # noqa: E402

from index.build import build_documents  # noqa: E402
from index.store import Index  # noqa: E402
from index.verify import verify  # noqa: E402

BEFORE = [make_document(f"d{i}", f"甲市第{i}号办法。\n给予{i}万元补贴。") for i in range(6)]
AFTER = [*BEFORE[2:], make_document("新", "乙县人才公寓40套。")]
CALLS = ("mkdir", "fsync", "rename", "replace", "link", "unlink", "rmdir")
DIED = 77

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def die_at(point: int) -> None:
    """Ends the process, without any clean-up, just before the `point`-th call of the watched kind."""
    count = 0

    def watched(name: str) -> None:
        real = getattr(os, name)

        def call(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            if count == point:
                os._exit(DIED)
            return real(*args, **kwargs)

        setattr(os, name, call)

    for name in CALLS:
        watched(name)


def drive(mode: str, template: Path, folder: Path, trials: int) -> None:
    """Kills one build a trial on a copy of the template; prints for each whether it died and what it left behind.

    Kills from outside fall at random within the time that an undisturbed build takes, and stop when 20 of them have
    fallen into the midst of writing.
    """
    results: list[dict[str, bool]] = []
    chance = random.Random(0)
    longest = 0.0
    for trial in range(trials):
        root = folder / str(trial)
        shutil.copytree(template, root)
        begun, begin = os.pipe()
        child = os.fork()
        if child == 0:
            if mode == "failpoint":
                die_at(trial + 1)
            os.write(begin, b".")
            build_documents(AFTER, root, FakeEncoder())
            os._exit(0)
        os.read(begun, 1)
        started = time.monotonic()
        if mode == "kill" and trial:
            time.sleep(chance.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        longest = max(longest, time.monotonic() - started)
        os.close(begun)
        os.close(begin)
        died = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == DIED
        leftovers = any(path.name.startswith(("building-", "discarded-")) for path in root.iterdir())
        results.append({"died": died, "failed": not died and status != 0, "leftovers": leftovers})
        if mode == "kill" and sum(result["leftovers"] for result in results) >= 20:
            break
    print(json.dumps(results))


def killed(mode: str, tmp_path: Path, trials: int) -> tuple[list[dict[str, bool]], Counter[str]]:
    """Runs the driver, and for each trial checks what is left: whole, before or after, and mended by the next build."""
    template = tmp_path / "template"
    build_documents(BEFORE, template, FakeEncoder())
    command = [sys.executable, str(Path(__file__)), mode, str(template), str(tmp_path / "trials"), str(trials)]
    output = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    results = json.loads(output.stdout)
    states: Counter[str] = Counter()
    for trial in range(len(results)):
        root = tmp_path / "trials" / str(trial)
        assert verify(root).problems == ()
        with Index.open(root) as index:
            found = [index.document(entry.id) for entry in index.documents]
        assert found in (BEFORE, AFTER)
        states["before" if found == BEFORE else "after"] += 1
        build_documents(AFTER, root, FakeEncoder())
        with Index.open(root) as index:
            assert [index.document(entry.id) for entry in index.documents] == AFTER
        names = [path.name for path in root.iterdir()]
        assert not [name for name in names if name.startswith(("building-", "discarded-"))]
        assert len([name for name in names if name.startswith("gen-")]) <= 2
    assert not any(result["failed"] for result in results)
    return results, states


def test_a_build_that_dies_at_any_system_call_leaves_the_index_before_or_after(tmp_path: Path) -> None:
    results, states = killed("failpoint", tmp_path, 90)
    died = [result["died"] for result in results]
    # Every point up to the last call was hit, and one build beyond it ran through.
    assert died == sorted(died, reverse=True)
    assert not died[-1]
    assert sum(died) > 25
    # The commit lies between them: neither all of them came before it nor all after.
    assert states["before"] > 10
    assert states["after"] > 10


def test_a_build_killed_at_any_moment_leaves_the_index_before_or_after(tmp_path: Path) -> None:
    results, states = killed("kill", tmp_path, 150)
    # The kills landed, and many in the midst of writing: without that the test would prove nothing.
    assert sum(result["died"] for result in results) >= 20
    assert sum(result["leftovers"] for result in results) >= 20
    assert states["before"] >= 10
    assert states["after"] >= 1


if __name__ == "__main__":
    drive(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))

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
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from conftest import FakeEncoder, make_document  # noqa: E402

from index.build import build_documents  # noqa: E402
from index.model import Document  # noqa: E402
from index.search_key import search_key  # noqa: E402
from index.store import Index  # noqa: E402
from index.tokens import words  # noqa: E402
from index.verify import verify  # noqa: E402

BEFORE = [make_document(f"d{i}", f"甲市第{i}号办法。\n给予{i}万元补贴。") for i in range(6)]
AFTER = [*BEFORE[2:], make_document("新", "乙县人才公寓40套。")]
CALLS = ("mkdir", "fsync", "rename", "replace", "link", "unlink", "rmdir")
DIED = 77

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: nothing here loses power, and waiting for a disk proves nothing."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


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

    A kill from outside falls at random within the time from the first trace of a build to the end of an undisturbed
    one, so that most fall into the midst of writing.
    """
    words(search_key("人才"))  # the tables are made once, not in every victim
    results: list[dict[str, bool]] = []
    chance = random.Random(0)
    shortest = 10.0
    for trial in range(trials):
        root = folder / str(trial)
        shutil.copytree(template, root)
        child = os.fork()
        if child == 0:
            if mode == "failpoint":
                die_at(trial + 1)
            build_documents(AFTER, root, FakeEncoder())
            os._exit(0)
        if mode == "kill":
            while not any(path.name.startswith("building-") for path in root.iterdir()):
                time.sleep(0.0002)
            started = time.monotonic()
            if trial > 3:
                time.sleep(chance.uniform(0, shortest))
                os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        if mode == "kill" and trial <= 3:
            shortest = min(shortest, time.monotonic() - started)
        died = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == DIED
        leftovers = any(path.name.startswith(("building-", "discarded-")) for path in root.iterdir())
        results.append({"died": died, "failed": not died and status != 0, "leftovers": leftovers})
    print(json.dumps(results))


def killed(mode: str, folder: Path, trials: int) -> tuple[list[dict[str, bool]], Counter[str]]:
    """Runs the driver, and for each trial checks what is left: whole, before or after, and mended by the next build."""
    template = folder / "template"
    build_documents(BEFORE, template, FakeEncoder())
    command = [sys.executable, str(Path(__file__)), mode, str(template), str(folder / "trials"), str(trials)]
    output = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    results = json.loads(output.stdout)
    states: Counter[str] = Counter()
    for trial in range(len(results)):
        root = folder / "trials" / str(trial)
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


def test_a_build_that_dies_at_any_system_call_leaves_the_index_before_or_after(memory: Path) -> None:
    results, states = killed("failpoint", memory, 60)
    died = [result["died"] for result in results]
    # Every point up to the last call was hit, and one build beyond it ran through.
    assert died == sorted(died, reverse=True)
    assert not died[-1]
    assert sum(died) > 25
    # The commit lies between them: neither all of them came before it nor all after.
    assert states["before"] > 10
    assert states["after"] > 10


def test_a_build_killed_at_any_moment_leaves_the_index_before_or_after(memory: Path) -> None:
    results, states = killed("kill", memory, 50)
    # The kills landed, and many in the midst of writing: without that the test would prove nothing.
    assert sum(result["died"] for result in results) >= 15
    assert sum(result["leftovers"] for result in results) >= 10
    assert states["before"] >= 10
    assert states["after"] >= 4


def version(number: int) -> list[Document]:
    """Documents that all name their version, in shifting number, so that segments come and go."""
    return [make_document(f"d{i}", f"第{number}版。\n第{i}号。") for i in range(1 + number % 5)]


def commit(root: Path, commits: int) -> None:
    """Builds one version after another."""
    for number in range(1, commits + 1):
        build_documents(version(number), root, FakeEncoder(8))


def test_readers_during_many_builds_see_one_version_each(memory: Path) -> None:
    build_documents(version(0), memory, FakeEncoder(8))
    command = [sys.executable, str(Path(__file__)), "commit", str(memory), "30"]
    writer = subprocess.Popen(command)
    seen: list[int] = []
    kept: list[tuple[int, Index]] = []
    while writer.poll() is None:
        opened = Index.open(memory)
        number = int(opened.passage(0).text.strip("第版。"))
        assert [opened.document(entry.id) for entry in opened.documents] == version(number)
        assert opened.dense.size == opened.terms.size == 2 * (1 + number % 5)
        seen.append(number)
        if len(kept) < 5 and (not kept or kept[-1][0] != number):
            kept.append((number, opened))
        else:
            opened.close()
    assert writer.returncode == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > 5
    # Generations long removed from the disk go on answering for those who hold them.
    for number, opened in kept:
        assert [opened.document(entry.id) for entry in opened.documents] == version(number)
        opened.close()


if __name__ == "__main__" and sys.argv[1] == "commit":
    commit(Path(sys.argv[2]), int(sys.argv[3]))
elif __name__ == "__main__":
    drive(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))

"""The page over the invented documents of `report_corpus`, with the real engine and its encoder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from report_corpus import write_corpus

from index.build import build
from index.encoders import shared_encoder
from qa.service import LocalService
from qa.web.parts import Part
from qa.web.server import serve
from qa.web.standard import standard_parts

GRANT = "青屿市创业团队的场地补贴每平方米每月最高多少？"
GRANT_SENTENCE = "第四条 创业团队可以申请场地补贴，每平方米每月最高三十元，补贴面积不超过500平方米，期限不超过三年。"
"""The whole of a clause: what answers `GRANT`, whatever of its neighbours is quoted along."""

NOWHERE = "苏州市的购房补贴是多少？"


@contextmanager
def engine_served(folder: Path, **variables: str) -> Iterator[str]:
    """The address of the page with all its parts, served by a process of its own over an index in `folder`.

    `variables` are of its environment.
    """
    here = Path(__file__).resolve()
    paths = os.pathsep.join((str(here.parent.parent), str(here.parent)))
    # Not in its environment: what the tests have in common takes some of them out of there.
    given = [f"{name}={value}" for name, value in {"POLICYQA_TODAY": "2026-11-22", **variables}.items()]
    process = subprocess.Popen(
        [sys.executable, str(here), str(folder), *given],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": paths},
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), url
        yield url
    finally:
        process.kill()
        process.communicate()


def parts_over(root: Path) -> list[Part]:
    """All parts of the page, the evaluation's too, over an index that is built in `root`."""
    from eval.web import evaluation_part

    service = LocalService(built(root))
    return [*standard_parts(service, root / "index"), evaluation_part(service.engine, root / "index")]


def built(root: Path) -> Path:
    """The folder of an index of the documents."""
    build([write_corpus(root / "corpus")], root / "index", shared_encoder())
    return root / "index"


if __name__ == "__main__":
    os.environ.update(dict(given.split("=", 1) for given in sys.argv[2:]))
    folder = built(Path(sys.argv[1]))
    service = LocalService(folder)
    serve(service, port=0, parts=standard_parts(service, folder))

"""The page over the invented documents of `report_corpus`, with the real engine and an encoder that needs no model."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import FakeEncoder
from report_corpus import build_corpus

from index.store import Index
from qa.engine import PolicyQA
from qa.service import LocalService
from qa.web.parts import Part
from qa.web.server import serve
from qa.web.standard import standard_parts

DOCTOR = "青屿市对新引进的博士研究生给予多少购房补贴？"
MASTER = "那硕士呢？"
RENT = "云峤区人才公寓租金按市场价的多少收取？"
NOWHERE = "苏州市的购房补贴是多少？"


@contextmanager
def engine_served(folder: Path) -> Iterator[str]:
    """The address of the page with all its parts, served by a process of its own over an index in `folder`."""
    here = Path(__file__).resolve()
    paths = os.pathsep.join((str(here.parent.parent), str(here.parent)))
    environment = os.environ | {"PYTHONPATH": paths, "POLICYQA_TODAY": "2026-11-22"}
    process = subprocess.Popen(
        [sys.executable, str(here), str(folder)], stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
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

    service = _service(root)
    return [*standard_parts(service, root / "index"), evaluation_part(service.engine, root / "index")]


def _service(root: Path) -> LocalService:
    build_corpus(root).close()
    return LocalService(root / "index", lambda path: PolicyQA(Index.open(path), FakeEncoder()))


if __name__ == "__main__":
    root = Path(sys.argv[1])
    service = _service(root)
    serve(service, port=0, parts=standard_parts(service, root / "index"))

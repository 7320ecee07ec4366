"""The eval set on the digests that ship, compared with the baseline that is kept, and the kept report."""

import json
import re
from pathlib import Path

import pytest

from app import main
from eval.compare import compare
from eval.header import read_header
from eval.keep import BASELINE, REPORT, digests_index
from eval.opening import Encoders
from eval.questions import load
from index.search_key import search_key

RENEW = "if the change is meant, look at it and run `make baseline`"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("baseline") / "index"
    digests_index(here, Encoders.open(None)).close()
    return here


def test_nothing_is_significantly_worse_than_the_baseline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["eval", "--index", str(folder), "--baseline", str(BASELINE), "--json"])
    out = capsys.readouterr().out
    assert status in (0, 3)
    worse = [
        f"{name}: {each['value']:.3f}, was {each['baseline']:.3f} (p {each['p']:.4f}); lost: {' '.join(each['lost'])}"
        for name, each in json.loads(out)["baseline"].items()
        if each["worse"]
    ]
    assert status == (3 if worse else 0)
    assert not worse, "significantly worse, " + RENEW + ":\n" + "\n".join(worse)


def test_the_baseline_is_of_the_questions_that_ship(root: Path) -> None:
    header = read_header(BASELINE)
    questions = load(root / "eval" / "data")
    assert header.table.ids == tuple(question.id for question in questions), RENEW
    assert header.retriever == "fused"
    for measure in ("nDCG@10", "full@5", "answer.fact@1", "answer.short", "confidence", "refusal.false"):
        assert measure in header.table.columns
    # Compared with itself nothing differs.
    from eval.measures import RETRIEVAL

    assert all(each.difference == 0 and not each.worse for each in compare(RETRIEVAL, header.table, header.table))


def test_the_kept_report_is_whole_loads_nothing_and_has_its_parts() -> None:
    page = REPORT.read_text("utf-8")
    for words in (
        "评测报告",
        "Evaluation report",
        "Risk and coverage",
        "Reliability of the confidence",
        "Ablation",
        "Slices",
    ):
        assert words in page
    assert "Questions lost" in page or "questions lost" in page
    assert page.rstrip().endswith("</html>")
    assert not re.search(r"<(script|img|link|iframe)\b", page)
    assert not re.search(r"(?:src|href)=", page)


def test_the_kept_report_holds_no_sentence_of_an_original(originals: list[Path], root: Path) -> None:
    page = search_key(REPORT.read_text("utf-8"))
    ours = search_key("\n".join(path.read_text("utf-8") for path in sorted((root / "seeds").glob("*.md"))))
    for path in originals:
        text = path.read_text(encoding="utf-8", errors="replace")
        for sentence in re.split(r"[。！？；\n|]", text):
            key = search_key(sentence).strip()
            if len(key) > 16 and key not in ours:
                assert key not in page, f"{path.name}: {sentence.strip()[:20]}…"

"""Makes the example report in docs/example-report from its draft: `python tests/example_report.py`.

The documents are the shipped digests, so every reference says 摘编，非原文. The pictures need LibreOffice and poppler.
"""

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from conftest import FakeEncoder
from office import as_pdf

from index.build import build
from index.store import Index
from qa.drafts_cite import CitedDraft, cite_draft
from qa.export.pandoc import word_of_markdown
from qa.gbt7714 import Style
from qa.model import Answer

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "example-report"
DAY = date(2026, 11, 1)


def seeds_index(folder: Path) -> Index:
    """An index of the shipped digests that needs no model."""
    build([ROOT / "seeds"], folder, FakeEncoder())
    return Index.open(folder)


def cited(index: Index) -> CitedDraft:
    """The draft with its notes; its marks are words and titles, so nothing is asked."""
    return cite_draft(FOLDER / "draft.md", index, _nothing, Style("2025", "note"), DAY)


def _nothing(question: str) -> Answer:
    return Answer(None, question, question, True, "no_evidence", "", None, 0.0)


def main() -> None:
    """Writes report.md, report.docx and the pictures of their pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with seeds_index(folder / "index") as index:
            text = cited(index).data
        (FOLDER / "report.md").write_bytes(text)
        (FOLDER / "report.docx").write_bytes(word_of_markdown(text.decode()))
        pdf = as_pdf(FOLDER / "report.docx", folder)
        picture = FOLDER / "page"
        subprocess.run(["pdftoppm", "-r", "72", "-png", pdf, picture], check=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()

"""Fixtures shared by the tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the original documents and the data sets, which are not part of the project."""
    folder = Path(os.environ.get("POLICYQA_SHARED", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"the original documents are not at {folder}; set POLICYQA_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def originals(shared: Path) -> list[Path]:
    """The five original documents, by name."""
    return sorted((shared / "seeds").glob("*.txt"))

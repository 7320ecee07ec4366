"""LibreOffice and poppler for the tests that look at Word files as pages."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = ("libreoffice-writer-nogui", "poppler-utils", "fonts-noto-cjk")


def require_office() -> None:
    """Skips where LibreOffice and poppler are missing; continuous integration installs them."""
    if shutil.which("soffice") and shutil.which("pdftotext"):
        return
    if os.environ.get("CI") == "true" and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update"], check=True, capture_output=True)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES], check=True, capture_output=True
        )
        return
    pytest.skip(f"LibreOffice is not installed: apt-get install {' '.join(PACKAGES)}")


def as_pdf(path: Path, folder: Path) -> Path:
    """The PDF that LibreOffice makes of a Word file."""
    profile = (folder / "profile").absolute().as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", folder, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.pdf"


def pdf_text(path: Path) -> str:
    """The words of a PDF, line ends and blanks left out."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()
    return "".join(text.split())

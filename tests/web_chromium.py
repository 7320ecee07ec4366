"""A Chromium to drive: the one that is installed, in CI else Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def chromium() -> str:
    """The path of a Chromium; skips, saying what to install, where there is none and it is not CI."""
    found = _found()
    if found is None and os.environ.get("CI") == "true":
        _install()
        found = _found()
        assert found is not None, "no Chromium could be installed"
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium fonts-noto-cjk, or python -m playwright install chromium")
    return found


def _found() -> str | None:
    from playwright.sync_api import sync_playwright

    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    if installed:
        return installed
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _install() -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=False, env=environment)
        if done.returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


@contextmanager
def launched() -> Iterator[object]:
    """A running headless Chromium, as Playwright's `Browser`."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()

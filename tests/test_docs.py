"""What the README, the architecture page and --help say, held against the program by running it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pictures import FOLDER, LARGEST

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh.md")
PAGES = (*READMES, "docs/architecture.md")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted|pytorch\.org|huggingface\.co|hf-mirror|tsinghua|aliyun|npmjs|conda\.")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of one language on a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page(name), re.DOTALL | re.MULTILINE)


def helped(*command: str) -> str:
    """What --help prints, as wide as it likes."""
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *command, "--help"],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def helps() -> dict[str, str]:
    """What every command prints with --help, by its name and action as --help itself lists them."""
    found: dict[str, str] = {}
    for name in _listed(helped()):
        text = helped(name)
        if "\n  ACTION\n" not in text:
            found[name] = text
        for action in _listed(text) if "\n  ACTION\n" in text else []:
            found[f"{name} {action}"] = helped(name, action)
    return found


def _listed(text: str) -> list[str]:
    return re.findall(r"^    ([a-z-]+) +\S", text, re.MULTILINE)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it is after `make setup`: the documents that ship, and the command in `.venv/bin`."""
    here = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "seeds", here / "seeds")
    command = here / ".venv" / "bin" / "policyqa"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "app.py"}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return here


def run(script: str, folder: Path, language: str) -> subprocess.CompletedProcess[str]:
    """Runs a block of shell commands, ending at the first that fails."""
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "POLICYQA_LANG": language},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_one_command_prints_what_the_readme_shows(clone: Path, name: str, language: str) -> None:
    (command,) = [block for block in blocks(name, "sh") if block.startswith("make setup && ")]
    (shown,) = blocks(name, "text")
    done = run(command.removeprefix("make setup && "), clone, language)
    assert done.returncode == 0, done.stderr
    assert done.stdout == shown


def test_every_example_of_the_readme_runs(clone: Path) -> None:
    assert run(".venv/bin/policyqa index", clone, "en").returncode == 0
    examples = [block for block in blocks("README.md", "sh") if ".venv/bin/policyqa" in block and "make" not in block]
    assert len(examples) >= 4
    for block in examples:
        done = run(block, clone, "en")
        assert done.returncode == 0, done.stderr
        for line in block.splitlines():
            assert not line.startswith("policyqa"), "the command is not on the path of a fresh clone"
    answers = [json.loads(line) for line in (clone / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(answer["id"], answer["abstained"]) for answer in answers] == [("q1", False), ("q2", False)]
    assert (clone / "answers.docx").read_bytes().startswith(b"PK")
    assert "[^" in (clone / "report.cited.md").read_text(encoding="utf-8")


def test_both_readmes_have_the_same_shape_and_commands() -> None:
    english, chinese = (page(name) for name in READMES)
    for pattern in (r"^#+ ", r"^\|", r"^```\w*", r"`(?:make|policyqa) [^`]*`"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (english, chinese)]
        assert found[0] == found[1], pattern
    questions = re.compile(r"(?<=index && \.venv/bin/policyqa ask ).*")
    for language in ("sh", "powershell"):
        both = [[questions.sub("", block) for block in blocks(name, language)] for name in READMES]
        assert both[0] == both[1]
    paths = [
        re.findall(r"`((?:index|qa|eval|seeds|tests|benchmarks|docs|\.\w+)/[\w./-]*)`", text)
        for text in (english, chinese)
    ]
    assert paths[0] == paths[1]


@pytest.mark.parametrize("name", PAGES)
def test_files_and_links_exist(name: str) -> None:
    text = page(name)
    files = re.findall(r"`((?:index|qa|eval|seeds|tests|benchmarks|docs)/[\w./-]*|app\.py|constraints\.txt)`", text)
    assert len(files) > 20
    assert [file for file in files if not (ROOT / file).exists()] == []
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_headings_that_are_linked_to_exist(name: str) -> None:
    text = page(name)
    headings = {heading.strip().lower().replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@pytest.mark.parametrize("name", READMES)
def test_options_and_commands_on_the_page_exist(name: str, helps: dict[str, str]) -> None:
    text = re.sub(r"\S*(?:pip|venv|ruff) .*", "", page(name))
    known = set(re.findall(r"--[a-z-]+", "".join(helps.values())))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known
    named = set(re.findall(r"policyqa ([a-z]+)", text))
    assert {"index", "search", "ask", "chat", "info", "verify", "show", "eval"} <= named <= set(helps)


def test_every_command_takes_the_common_options_and_speaks_both_languages(helps: dict[str, str]) -> None:
    for text in helps.values():
        assert "--index DIR" in text
        assert "--json" in text
        entries = re.split(r"\n  (?=\S)", text.split("\noptions:\n", 1)[1])
        assert [each for each in entries if "--help" not in each and not re.search("[\u4e00-\u9fff]", each)] == []


@pytest.mark.parametrize("name", READMES)
def test_make_targets_on_the_page_exist(name: str) -> None:
    targets = set(re.findall(r"^(\w+):", page("Makefile"), re.MULTILINE))
    assert {"chat", "test", "check", "bench", "setup", "clean"} <= targets
    assert set(re.findall(r"\bmake ([a-z]+)", page(name))) - {"targets"} <= targets


@pytest.mark.parametrize("name", READMES)
def test_windows_commands_do_what_make_does(name: str) -> None:
    install, check = blocks(name, "powershell")
    recipes = page("Makefile")
    torch = re.search(r"^torch==(.*)$", page("constraints.txt"), re.MULTILINE)
    assert torch is not None
    assert f"pip install torch=={torch[1]}\n" in install
    assert f"torch-{torch[1]}+cpu" in page(name)
    assert '--editable ".[dev]"' in install
    assert '--editable ".[dev]"' in recipes
    for command in ("policyqa chat", "python -m pytest"):
        assert f"$(BIN)/{command}" in recipes
        assert f".venv\\Scripts\\{command}\n" in install
    for command in ("ruff format --check .", "ruff check .", "mypy"):
        assert f"@$(BIN)/{command}\n" in recipes
        assert f".venv\\Scripts\\{command}\n" in check


@pytest.mark.parametrize("name", READMES)
def test_environment_variables_on_the_page_are_those_that_are_read(name: str) -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", page(name), re.MULTILINE))
    settings = set(re.findall(r"^\| ([A-Z_]+) \|", page("index/settings.py"), re.MULTILINE))
    assert listed == settings | {"POLICYQA_SHARED"}


def test_no_paragraph_stands_twice_on_a_page_written_by_hand() -> None:
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        told = [part for part in re.split(r"\n\s*\n", prose) if len(part) > 40 and not part.startswith("|")]
        assert len(told) == len(set(told)), path.name


def test_pictures_are_shown_and_light() -> None:
    shown = {Path(link).name for name in READMES for link in re.findall(r"\]\((docs/pictures/[^)]+)\)", page(name))}
    kept = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert shown <= set(kept)
    assert max(kept.values()) <= LARGEST


def test_no_registry_and_no_path_of_a_machine_is_named() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False).stdout
    names = [name for name in listed.splitlines() if Path(name).suffix in (".py", ".md", ".toml", ".txt", "") and name]
    if not names:
        pytest.skip("not a git checkout")
    here = Path(__file__).name
    texts = {name: page(name) for name in names if (ROOT / name).is_file() and Path(name).name != here}
    assert [name for name, text in texts.items() if REGISTRIES.search(text)] == []
    assert [name for name, text in texts.items() if re.search(r"(?<![\w.])/(?:work|home|root)/", text)] == []


def test_dependencies_have_lower_bounds_and_exact_versions() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]
    pinned = dict(line.split("==") for line in page("constraints.txt").splitlines())
    assert [line for line in page("constraints.txt").splitlines() if re.search(r"[@/;+]|file:", line)] == []
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        name, bound = re.fullmatch(r"([\w.-]+)([>=]=[\d.]+)(?:[,;].*)?", requirement).groups()  # type: ignore[union-attr]
        assert bound
        assert re.sub(r"[-_.]+", "-", name).lower() in pinned, requirement

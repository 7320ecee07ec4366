"""The parts of the page fit together: their scripts share one scope, their texts one table."""

import re
from collections import Counter
from pathlib import Path

import pytest

from qa.web.page import SCRIPTS, asset
from qa.web.parts import Part
from qa.web.strings import TEXTS

_DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) +([A-Za-z_$][\w$]*)", re.MULTILINE)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Part]:
    from web_engine import parts_over

    return parts_over(tmp_path_factory.mktemp("corpus"))


def test_no_two_scripts_declare_the_same_name(parts: list[Part]) -> None:
    """A second `const` of a name ends the whole page, a second `function` takes the place of the first."""
    scripts = [*map(asset, SCRIPTS), *(script for part in parts for script in part.scripts), asset("main.js")]
    names = Counter(name for script in scripts for name in _DECLARED.findall(script))
    assert [name for name, count in names.items() if count > 1] == []
    assert len(names) > 100


def test_every_text_stands_in_both_languages_and_belongs_to_one_part(parts: list[Part]) -> None:
    tables = [TEXTS, *(part.texts for part in parts if part.texts)]
    for table in tables:
        assert table["zh"].keys() == table["en"].keys()
    keys = Counter(key for table in tables for key in table["zh"])
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_text_that_a_script_names_exists(parts: list[Part]) -> None:
    known = {key for table in (TEXTS, *(part.texts for part in parts if part.texts)) for key in table["zh"]}
    scripts = {name: asset(name) for name in (*SCRIPTS, "main.js")}
    scripts |= {f"part {place}": "\n".join(part.scripts) for place, part in enumerate(parts)}
    for where, script in scripts.items():
        named = set(re.findall(r'(?<![\w.])t\("(\w+)"[,)]', script))
        assert named <= known, (where, named - known)


def test_the_scripts_are_found_where_the_package_is_installed() -> None:
    folder = Path(__file__).resolve().parent.parent / "qa" / "web" / "assets"
    assert {path.name for path in folder.glob("*.js")} >= {*SCRIPTS, "main.js"}

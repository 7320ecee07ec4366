"""Every string of the page stands in both languages, with the same places to fill in, and none is left unused."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from web_fakes import FakeService

from qa.web.page import script
from qa.web.parts import Part
from qa.web.standard import standard_parts
from qa.web.strings import TEXTS

PARTS = [Part(TEXTS), *standard_parts(FakeService(), Path("nowhere"))]


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_both_languages_have_the_same_texts_with_the_same_fields(number: int) -> None:
    texts = PARTS[number].texts
    if not texts:
        return
    assert set(texts["zh"]) == set(texts["en"])
    for key, zh in texts["zh"].items():
        en = texts["en"][key]
        assert zh.strip()
        assert en.strip()
        # Chinese says how many there are in all, English how many more.
        assert fields(zh) == fields(en) or key == "covers_more", key
        assert not re.search("[\u4e00-\u9fff]{5}", en) or key in ("digest", "language_label"), key


def test_no_part_takes_a_text_of_another() -> None:
    seen: dict[str, int] = {}
    for number, part in enumerate(PARTS):
        for key in part.texts.get("zh", {}):
            assert seen.setdefault(key, number) == number, key


def test_no_script_declares_a_name_twice() -> None:
    names = re.findall(r"^(?:async )?(?:function|const|let) (\w+)", script(PARTS[1:]), re.MULTILINE)
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_texts_of_the_library_are_all_used() -> None:
    library = next(part for part in PARTS if "lib_add" in part.texts.get("zh", {}))
    code = "\n".join(library.scripts) + files("qa.web").joinpath("library.py").read_text(encoding="utf-8")
    made = ("lib_build_", "lib_aside_")
    for key in library.texts["zh"]:
        assert key in code or key.startswith(made) or key in ("lib_off", "lib_login", "lib_unstated"), key

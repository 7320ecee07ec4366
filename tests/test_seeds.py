"""The digests that ship say what the originals say, at the same places, in sentences of their own."""

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import opencc
import pytest

KINDS = {"policy", "notice", "reply", "news", "report", "article"}
REQUIRED = {"id", "title", "region", "kind", "origin", "origin_sha256"}
LOST = "\N{REPLACEMENT CHARACTER}"

# Issuer, date and number as the originals give them; left out where they do not (the fields of the second are empty).
STATED = {
    "jiangjin-dual-recruitment": {"issuer": "《中国人才》杂志", "published": "2024-11-07"},
    "jiangyan-2023-review": {},
    "taixing-joint-mechanism": {},
    "tongzhou-reply-289": {"issuer": "南通市通州区商务局", "published": "2025-06-26", "number": "289"},
    "wujin-competitions": {"published": "2024-10-23"},
}
IDS = sorted(STATED)

# The lost bytes of one original stand between these legible neighbours.
LOST_BETWEEN = (("當(dāng)", "引才活動"), ("政策支持", "00萬(wàn)元"), ("00萬(wàn)元", "業(yè)資助"))
# A bracket after a traditional character that holds its pinyin.
PINYIN = re.compile(r"\([^()\u4e00-\u9fff]{1,8}\)")

UNIT = (
    r"(?:[余多]?(?:平方公里|平方米|万元|亿元|万人|万|亿|人次|场次|批次|个月|人|名|项|件|套|条|个|家|所|次|期|年|月|日|版)?"
    r"(?:以上)?)"
)
NUMBER = rf"\d+(?:[.:-]\d+)*[%‰]?{UNIT}"
NUMERALS = "一二三四五六七八九十百千万亿两"
CHINESE_NUMERAL = re.compile(rf"(?<![\d余多{NUMERALS}])第?[{NUMERALS}]+(?![、)是{NUMERALS}])\w?")
# Bound to the figure directly after it, with at most a verb between.
BEFORE_A_FIGURE = ("近", "超", "不低于", "不少于", "不超过", "最高", "至少")
# Bound to a figure further on in the sentence.
OF_A_SENTENCE = ("累计", "每年", "每半年", "每季度", "全年", "上半年", "今年以来", "拟新增", "市级以上")
# The reprinting site's name, in its menu and its note on copyright; 一 alone is mostly an article ("a").
NO_FIGURES = re.compile(r"七一.?|一.?")

NUMBERING = re.compile(
    r"(?:^|(?<=[\s。]))([一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]是|\d{1,2}\.(?!\d))",
    re.MULTILINE,
)
# Two halves without a full stop: how the unnumbered originals write a heading.
BARE_HEADING = re.compile(r"[\u4e00-\u9fff“”]{4,}[,\s][\u4e00-\u9fff“”]{4,}")


@dataclass(frozen=True)
class Pair:
    """A digest and its original; `text` and `original` NFKC, simplified, without pinyin, lost bytes as U+FFFD."""

    fields: dict[str, str]
    body: str
    text: str
    original: str
    original_bytes: bytes


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    opening, head, body = text.split("---\n", 2)
    assert opening == "", "a digest begins with its front matter"
    return dict(line.split(": ", 1) for line in head.splitlines()), body


def mark_lost(text: str) -> str:
    for before, after in LOST_BETWEEN:
        text = re.sub(rf"(?<={re.escape(before)})\?.{{1,40}}?(?={re.escape(after)})", LOST, text)
    return text


@pytest.fixture(params=IDS)
def digest(request: pytest.FixtureRequest, root: Path) -> tuple[dict[str, str], str]:
    return split_front_matter((root / "seeds" / f"{request.param}.md").read_text(encoding="utf-8"))


@pytest.fixture
def pair(digest: tuple[dict[str, str], str], originals: list[Path]) -> Pair:
    fields, body = digest
    path = next(path for path in originals if path.name == fields["origin"])
    original = PINYIN.sub("", mark_lost(path.read_bytes().decode("utf-8")))
    original = unicodedata.normalize("NFKC", opencc.OpenCC("t2s").convert(original))
    original = re.sub(r"(?<=\d) (?=[\u4e00-\u9fff])", "", original)  # one figure is parted from its unit
    text = unicodedata.normalize("NFKC", f"{body}\n{fields.get('published', '')}\n")
    return Pair(fields, body, text, original, path.read_bytes())


@pytest.fixture(scope="session")
def names(root: Path) -> list[str]:
    return (root / "tests" / "data" / "names.txt").read_text(encoding="utf-8").splitlines()


def letters(text: str) -> str:
    """The text without punctuation and white space; ‰, % and ★ carry meaning and stay."""
    return re.sub(r"[^\w%‰★]|_", "", unicodedata.normalize("NFKC", text))


def chinese_and_digits(text: str) -> str:
    """Chinese characters and digits alone, brackets of up to twelve characters taken out."""
    return re.sub(r"[^\u4e00-\u9fff0-9]", "", re.sub(r"[(（][^()（）]{1,12}[)）]", "", text))


def shared_runs(one: str, other: str, longest_allowed: int) -> list[str]:
    """The runs of `one` longer than allowed that stand in `other` too, each as long as it goes."""
    width = longest_allowed + 1
    grams = {other[i : i + width] for i in range(len(other) - width + 1)}
    runs: list[str] = []
    start = 0
    while start <= len(one) - width:
        end = start + width
        if one[start:end] in grams:
            while end < len(one) and one[end - width + 1 : end + 1] in grams:
                end += 1
            runs.append(one[start:end])
        start = end - width + 1
    return runs


def test_a_shared_run_is_found_to_its_full_length() -> None:
    assert shared_runs("甲乙丙丁戊己", "子乙丙丁戊丑", 3) == ["乙丙丁戊"]
    assert shared_runs("甲乙丙丁戊己", "子乙丙丁戊丑", 4) == []


def test_every_digest_is_listed_here(root: Path) -> None:
    assert sorted(path.stem for path in (root / "seeds").glob("*.md")) == IDS


def test_front_matter_is_complete(digest: tuple[dict[str, str], str]) -> None:
    fields, _ = digest
    stated = STATED[fields["id"]]
    assert set(fields) == REQUIRED | set(stated)
    assert {key: fields[key] for key in stated} == stated
    assert fields["kind"] in KINDS
    assert re.fullmatch(r"[\w]+(/[\w]+){1,2}", fields["region"])


def test_every_original_has_its_digest_and_the_hash_is_its_own(root: Path, originals: list[Path]) -> None:
    declared = {}
    for path in (root / "seeds").glob("*.md"):
        fields, _ = split_front_matter(path.read_text(encoding="utf-8"))
        assert fields["id"] == path.stem
        declared[fields["origin"]] = fields["origin_sha256"]
    assert declared == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in originals}


def test_the_title_is_the_original_s(pair: Pair) -> None:
    assert letters(pair.fields["title"]) in letters(pair.original)


def test_every_number_with_its_unit_is_there_as_often(pair: Pair) -> None:
    wanted = Counter(re.findall(NUMBER, pair.original))
    assert sum(wanted.values()) >= 8
    missing = wanted - Counter(re.findall(NUMBER, pair.text))
    assert not missing, f"{pair.fields['id']} lacks {dict(missing)}"


def test_every_chinese_numeral_is_there_with_what_it_counts(pair: Pair) -> None:
    wanted = {token for token in CHINESE_NUMERAL.findall(pair.original) if not NO_FIGURES.fullmatch(token)}
    missing = sorted(token for token in wanted if token not in pair.text)
    assert not missing, f"{pair.fields['id']} lacks {missing}"


def test_words_that_limit_a_figure_stay_with_it(pair: Pair) -> None:
    qualified = rf"({'|'.join(BEFORE_A_FIGURE)})(?:[^\W\d]{{0,4}}?)({NUMBER})"
    missing = set(re.findall(qualified, pair.original)) - set(re.findall(qualified, pair.text))
    assert not missing, f"{pair.fields['id']} lacks {sorted(missing)}"


def test_words_of_time_and_sum_stand_in_the_sentence_of_their_figure(pair: Pair) -> None:
    sentences = re.split(r"[。\n]", pair.text)
    for word, number in re.findall(rf"({'|'.join(OF_A_SENTENCE)})[^\W\d]{{0,20}}?({NUMBER})", pair.original):
        assert any(word in s and number in re.findall(NUMBER, s) for s in sentences), (pair.fields["id"], word, number)


def test_no_long_run_is_shared_with_the_original(pair: Pair, names: list[str]) -> None:
    one, other = letters(pair.body), letters(pair.original)
    for name in sorted(map(letters, names), key=len, reverse=True):
        one, other = one.replace(name, ""), other.replace(name, "")
    assert shared_runs(one, other, 16) == [], pair.fields["id"]


def test_no_run_of_twenty_is_shared_even_with_the_names(pair: Pair) -> None:
    one, other = chinese_and_digits(pair.body), chinese_and_digits(pair.original)
    assert shared_runs(one, other, 19) == [], pair.fields["id"]


def test_the_list_of_names_is_short_and_holds_no_clauses(names: list[str], originals: list[Path]) -> None:
    assert len(set(names)) == len(names) <= 40
    texts = "".join(letters(path.read_bytes().decode("utf-8")) for path in originals)
    texts += letters(opencc.OpenCC("t2s").convert(PINYIN.sub("", originals[2].read_bytes().decode("utf-8"))))
    for name in names:
        assert len(name) <= 30, name
        assert not set(name) & set("。，；"), name
        assert letters(name) in texts, f"{name} is in no original"


def test_numbered_headings_are_those_of_the_original(pair: Pair) -> None:
    without_hashes = re.sub(r"^#+ ", "", pair.text, flags=re.MULTILINE)
    assert NUMBERING.findall(without_hashes) == NUMBERING.findall(pair.original)


def paragraphs_by_heading(text: str, heading: re.Pattern[str]) -> list[int]:
    """How many paragraphs (lines with a full stop) follow each heading."""
    counts: list[int] = []
    for line in text.splitlines():
        if heading.fullmatch(line.strip()):
            counts.append(0)
        elif counts and "。" in line:
            counts[-1] += 1
    return counts


@pytest.mark.parametrize("digest", ["jiangjin-dual-recruitment", "wujin-competitions"], indirect=True)
def test_unnumbered_headings_have_the_original_s_paragraphs(
    digest: tuple[dict[str, str], str], originals: list[Path], pair: Pair
) -> None:
    original = pair.original.split("\n编辑:")[0]  # what follows is the site's note on copyright
    found = paragraphs_by_heading(pair.text, re.compile(r"## .+"))
    assert len(found) == 3
    assert found == paragraphs_by_heading(original, BARE_HEADING)


@pytest.mark.parametrize("digest", ["jiangyan-2023-review"], indirect=True)
def test_markdown_headings_have_the_original_s_levels(digest: tuple[dict[str, str], str], pair: Pair) -> None:
    levels = re.compile(r"^(#+) ", re.MULTILINE)
    assert levels.findall(pair.text) == levels.findall(pair.original) == ["#", "##", "###", "###", "###", "###"]


def duties(text: str) -> dict[str, tuple[set[str], set[str]]]:
    """The lead and the supporting bodies of each row of the table of duties."""
    rows = {}
    for number, bodies in re.findall(r"^\|? ?(\d+) \|[^|]+\|([^|]+)\|", text, flags=re.MULTILINE):
        listed = {body.strip() for body in bodies.split("、")}
        lead = {body for body in listed if body.endswith("★")}
        rows[number] = (lead, listed - lead)
    return rows


@pytest.mark.parametrize("digest", ["taixing-joint-mechanism"], indirect=True)
def test_each_row_of_duties_keeps_its_bodies(digest: tuple[dict[str, str], str], pair: Pair) -> None:
    rows = duties(pair.text)
    assert list(rows) == [str(number) for number in range(1, 19)]
    assert rows == duties(pair.original)
    # By hand: three rows have two leads, four have none.
    assert Counter(len(lead) for lead, _ in rows.values()) == {0: 4, 1: 11, 2: 3}


def test_the_illegible_places_and_no_others_are_marked(pair: Pair) -> None:
    assert "?" not in pair.original, "a lost byte is unmarked"
    marked = re.findall(rf"{LOST}\w{{3}}", pair.original)
    assert len(marked) == (3 if pair.fields["id"] == "wujin-competitions" else 0)
    assert re.findall(rf"{LOST}\w{{3}}", pair.text) == marked

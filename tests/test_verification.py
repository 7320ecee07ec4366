"""Reports are checked: forged quotations and figures are caught, true ones accepted in any width, script or spacing."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_corpus import DOCUMENTS, build_corpus

from index.model import Span
from index.sentences import sentences
from index.store import Index
from qa.drafts import read_draft
from qa.verification import Checker
from qa.verification_difference import differences
from qa.verification_match import Hay, find, nearest
from qa.verification_model import Finding
from qa.verification_places import Haystacks
from qa.verification_quotes import Judge
from qa.verification_sources import Cited, Sources
from qa.verification_text import comparable, occurrences


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with build_corpus(tmp_path_factory.mktemp("checked")) as opened:
        yield opened


@pytest.fixture(scope="module")
def judge(index: Index) -> Judge:
    return Judge(index, Haystacks(index, Sources(index).document))


def true_sentences(index: Index) -> list[tuple[str, Span, str]]:
    """Document, span and words of every sentence of the invented documents that says something."""
    found = []
    for entry in index.documents:
        document = index.document(entry.id)
        for span in sentences(document.text, Span(0, len(document.text))):
            words = document.quote(span)
            if len(comparable(words).text) >= 12:
                found.append((entry.id, span, words))
    return found


CHANGES = """
三十>三百 四十二>二十四 十八>八十 百分之六十>百分之十六 100万>10万 50万>500万 20万>2万 500>50
36.8>38.6 36.8>368 8.5>85 1200>1300 310>301 26家>62家 4200>420 90%>99%
35%>53% 42%>24% 18个>81个 2300>3200 347>374 40亿>40万 12个>21个 7个>1个 3个>8个
400元>4000元 5600>6500 98%>89% 13家>31家 0000-1234567>0000-1234576 三年>两年
五年>三年 六个月>三个月 六届>七届 七天>十天 三件>两件 一次>两次 第四季度>第三季度 2023年>2024年
2022年>2021年 2024年>2023年 2025年>2035年 12月31日>11月30日 5月1日>7月1日 万元>元
万元>万美元 平方米>亩 人次>家次 个月>年 个工作日>个自然日 每月>每年 每年>每月 以上>以下 最高>最低 不超过>不少于
不低于>不高于 超过>不足 近>超 最高> 不超过> 不低于> 多个>个 以上> 给予>不给予 不给予>给予 可以>不可以 应当>可以
不得>应当 不予>给予 没有>有 已>未 可以>应当 增长>下降 提高>降低 缩短>延长 博士>硕士 硕士>博士 一等奖>二等奖
市财政局>市科技局 青屿>海棠 海棠>青屿 云峤>青屿 免费>收费 短缺>充足 稳步>缓慢 且>或 各>部分 之一> 一次性> 新引进>引进
逾期> 虚假>真实 两年>十年 累计>当年 部分>全部 凡是>部分 还>不
"""
"""What is changed in forgeries, as old>new."""


def forgeries(words: str) -> Iterator[str]:
    """The words with one thing changed, each occurrence by itself."""
    for old, _, new in (change.partition(">") for change in CHANGES.split()):
        for match in re.finditer(re.escape(old), words):
            forged = words[: match.start()] + new + words[match.end() :]
            if comparable(forged).text != comparable(words).text and not words[: match.start()].endswith(new or "\0"):
                yield forged
    for match in re.finditer("[0-9一二三四五六七八九]", words):
        digits = "0123456789" if match[0].isascii() else "一二三四五六七八九"
        other = digits[(digits.index(match[0]) + 1) % len(digits)]
        for new in (other, other + match[0], ""):
            forged = words[: match.start()] + new + words[match.end() :]
            # What is left of a sentence cut short is no forgery.
            if comparable(forged).text not in comparable(words).text:
                yield forged


def test_every_forgery_is_caught_whether_cited_or_not(index: Index, judge: Judge) -> None:
    cited, uncited = [], []
    for document, span, words in true_sentences(index):
        for forged in dict.fromkeys(forgeries(words)):
            cited.append(judge.judge(forged, (Cited(document, "x", (span,)),)))
            uncited.append(judge.judge(forged))
            assert cited[-1].is_negative, (words, forged, cited[-1])
            assert uncited[-1].verdict in ("differs", "not_found"), (words, forged, uncited[-1])
    assert len(cited) >= 300
    assert all(finding.changes for finding in cited + uncited if finding.verdict == "differs")
    # They are recognised as changed quotations, with the source beside them, not merely as unknown words.
    assert sum(finding.verdict == "differs" for finding in cited) >= 0.99 * len(cited)
    assert sum(finding.verdict == "differs" for finding in uncited) >= 0.98 * len(uncited)


_HALF = {"，": ",", "。": ".", "；": ";", "：": ":", "（": "(", "）": ")", "！": "!", "？": "?"}
TRADITIONAL, TAIWAN = opencc.OpenCC("s2t"), opencc.OpenCC("s2tw")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


def variants(words: str, rng: random.Random) -> Iterator[str]:
    """The same words in another width, script, spacing or punctuation."""
    yield "".join(_HALF.get(c, c) for c in words)
    yield "".join(_WIDE.get(c, c) for c in words)
    yield TRADITIONAL.convert(words)
    yield TAIWAN.convert(words)
    cuts = [i for i in range(1, len(words)) if not (words[i - 1].isdigit() and words[i].isdigit())]
    for blank in (" ", "\u3000", "\n", "\u200b", "\u00a0"):
        at = rng.choice(cuts)
        yield words[:at] + blank + words[at:]
    yield re.sub("[，、；：]", lambda _: rng.choice("，、；："), words)
    yield re.sub("[，。；：]", "", words)
    yield words.rstrip("。") + "."
    yield re.sub("。$", "！", words)
    yield words.replace("“", "「").replace("”", "」")
    yield "".join(_WIDE.get(c, c) for c in TRADITIONAL.convert(words)).replace("，", ", ")


def test_true_quotations_are_accepted_in_any_width_script_spacing_and_punctuation(index: Index, judge: Judge) -> None:
    rng = random.Random(7)
    verdicts = []
    for document, span, words in true_sentences(index):
        for changed in variants(words, rng):
            verdicts.append(judge.judge(changed, (Cited(document, "x", (span,)),)).verdict == "exact")
            verdicts.append(judge.judge(changed).verdict == "unlocated")
    assert len(verdicts) > 900
    assert sum(verdicts) >= 0.98 * len(verdicts)


def test_parts_of_sentences_are_accepted_too(index: Index, judge: Judge) -> None:
    for document, span, words in true_sentences(index):
        for part in re.split("[，。；：\n]", words):
            if len(part) >= 6:
                finding = judge.judge(part, (Cited(document, "x", (span,)),))
                assert finding.verdict == "exact", part


@pytest.mark.parametrize(
    ("source", "report", "shown"),
    [
        ("给予购房补贴三十万元", "给予购房补贴三百万元", "给予购房补贴【三十万元→三百万元】"),
        ("给予购房补贴", "不给予购房补贴", "【给予→不给予】购房补贴"),
        ("不给予购房补贴", "给予购房补贴", "【不给予→给予】购房补贴"),
        ("年薪50万元以上的", "年薪50万元以下的", "年薪50万元【以上→以下】的"),
        ("自2024年起施行", "自2025年起施行", "自【2024年→2025年】起施行"),
        ("补贴30万元", "补贴30万美元", "补贴【30万元→30万美元】"),
        ("补贴三十万元，分三年发放", "补贴30万元 分三年發放", "补贴30万元 分三年發放"),
    ],
)
def test_differences_are_marked_as_source_and_report(source: str, report: str, shown: str) -> None:
    assert differences(source, report)[1] == shown


def test_words_that_turn_the_meaning_must_not_be_left_away() -> None:
    text = "对条件不符的，不给予购房补贴。租金130元以上的，给予最高四十二万元补贴。自2025年6月26日起施行。"
    hay = Hay(text)

    def cut(quote: str) -> str | None:
        match = find(quote, hay)
        assert match is not None
        return text[match.cut.start : match.cut.end] if match.cut else None

    assert cut("给予购房补贴") == "不"
    assert cut("四十二万元补贴") == "最高"
    assert cut("租金130元") == "以上"
    assert cut("租金130元以上的") is None
    assert cut("6月26日起施行") is None  # a date may be quoted without its year
    assert find("30元以上的", hay) is None  # half a number is no quotation of it
    assert find("二万元补贴", hay) is None or cut("二万元补贴") == "四十"


def test_nearest_stretch_is_found_in_a_long_text() -> None:
    text = "无关的话。" * 300 + "对新引进的博士研究生，给予购房补贴四十二万元，分三年发放。" + "其他的话。" * 300
    match = nearest("对新引进的博士研究生给予购房补贴四十三万元", Hay(text))
    assert match is not None
    assert text[match.span.start : match.span.end] == "对新引进的博士研究生，给予购房补贴四十二万元"
    assert nearest("与任何文件都没有关系的另外一句", Hay(text)) is None


@given(st.text(alphabet="一二三十百万元%.,，。-—～:：/ 0123456789年月日A《》<>★“”\n", max_size=40))
def test_comparable_text_keeps_its_way_back(text: str) -> None:
    key = comparable(text)
    assert len(key.starts) == len(key.ends) == len(key.text)
    assert list(key.starts) == sorted(key.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(key.starts, key.ends, strict=True))


def test_numbers_never_run_together() -> None:
    assert comparable("3，5条").text == "3,5条"
    assert comparable("10—30万元").text == comparable("10-30万元").text != comparable("1030万元").text
    assert comparable("3.5%").text != comparable("35%").text
    assert comparable("<5%").text != comparable(">5%").text
    assert comparable("《2023年规划》").text == comparable("2023年规划").text
    assert occurrences("30元", comparable("130元")) == []


REPORT = """# 青屿市人才政策研究

按照《青屿市鼓励人才创新创业办法》第三条，“对新引进的博士研究生，给予购房补贴四十二万元，分三年发放”[^1]。

另有规定“对新引进的硕士研究生，给予购房补贴八十万元”[^2]，每人每月租金不低于500元[^3]。

> 创业团队可以申请场地补贴，每平方米每月最高三十元[^4]

“海棠市人才总量达到36.8万人”未注出处。“完全编造的一句话根本不存在于任何文件里”。“新常态”。

全年新增高层次人才1200人，其中博士301人[5]。海棠“连续举办七届海棠湾创新创业大赛”[5]，“企业反映招聘困难”[5]。

有下列情形的，“给予购房补贴”[^6]；不“给予购房补贴”[^6]。“提供虚假材料的”[^7]。“申请人应当……在本区没有住房”[^3]。

[^1]: 青屿市人民政府. 青屿市鼓励人才创新创业办法：青政发〔2024〕7号[EB/OL]. （2024-03-15）：第三条[2026-11-01].
    https://example.org/rules.html.
[^2]: 同①第三条.
[^3]: 摘编，非原文：《云峤区人才公寓申请通知》（据通知原文.txt编写；原件：云峤区住房局，2023-11）.
[^4]: 同①第三条.
[^6]: 同①第六条.
[^7]: 见某某著作第六条.

## 参考文献

[5] 海棠市人才工作局，海棠市统计局，海棠市财政局，等. 海棠市人才发展报告[R/OL]. 2023-12-28.
"""


def found_in(path: Path, index: Index) -> dict[str, Finding]:
    return {finding.text: finding for finding in Checker(index).check(read_draft(path))}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "报告.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_report_is_judged_against_what_it_cites(index: Index, report: Path, suffix: str) -> None:
    import pypandoc

    if suffix == ".docx":
        pypandoc.convert_file(str(report), "docx", outputfile=str(report.with_suffix(".docx")))
    found = found_in(report.with_suffix(suffix), index)

    def verdict(text: str) -> tuple[str, str]:
        return found[text].verdict, found[text].reason

    assert verdict("对新引进的博士研究生，给予购房补贴四十二万元，分三年发放") == ("exact", "")
    assert [str(c) for c in found["对新引进的硕士研究生，给予购房补贴八十万元"].changes] == ["十八万元→八十万元"]
    assert [str(c) for c in found["不低于500元"].changes] == ["不低于400元→不低于500元"]
    assert verdict("创业团队可以申请场地补贴，每平方米每月最高三十元") == ("differs", "place")
    assert found["创业团队可以申请场地补贴，每平方米每月最高三十元"].locator == "第四条"
    assert verdict("海棠市人才总量达到36.8万人") == ("unlocated", "")
    assert verdict("完全编造的一句话根本不存在于任何文件里") == ("not_found", "")
    assert verdict("新常态") == ("not_found", "")
    assert not found["新常态"].is_negative
    assert found["完全编造的一句话根本不存在于任何文件里"].is_negative
    assert verdict("1200人") == ("exact", "")
    assert [str(c) for c in found["301人"].changes] == ["310人→301人"]
    assert [str(c) for c in found["连续举办七届海棠湾创新创业大赛"].changes] == ["六届→七届"]
    assert verdict("企业反映招聘困难") == ("exact", "")
    assert verdict("给予购房补贴") == ("exact", "")  # the second one, with 不 before the quotation marks
    assert verdict("提供虚假材料的") == ("unlocated", "unknown_source")
    assert verdict("申请人应当……在本区没有住房") == ("exact", "")


def test_quotation_of_another_document_than_cited_differs(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text(
        "“人才公寓租金按市场价的百分之六十收取”[1]。\n\n参考文献\n[1] 青屿市鼓励人才创新创业办法", encoding="utf-8"
    )
    finding = found_in(path, index)["人才公寓租金按市场价的百分之六十收取"]
    assert (finding.verdict, finding.reason, finding.document) == ("differs", "document", "yunqiao-notice")


def test_dropped_negation_in_a_report_is_caught(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text("按规定，“给予购房补贴”[^1]。\n\n[^1]: 《青屿市鼓励人才创新创业办法》第六条", encoding="utf-8")
    assert [str(change) for change in found_in(path, index)["给予购房补贴"].changes] == ["不给予→给予"]


def test_author_date_marks_and_clause_behind_a_number_are_understood(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text(
        "甲“分三年发放”（青屿市人民政府，2024）。乙“期限不超过三年”[1]第四条。丙“期限不超过三年”[1]第三条。\n\n"
        "# 参考文献\n\n青屿市人民政府，2024. 青屿市鼓励人才创新创业办法[Z].\n\n[1] 青屿市鼓励人才创新创业办法\n",
        encoding="utf-8",
    )
    findings = [f for f in Checker(index).check(read_draft(path)) if f.kind == "quotation"]
    assert [(f.verdict, f.reason) for f in findings] == [("exact", ""), ("exact", ""), ("differs", "place")]
    assert [f.cited[0].locator for f in findings] == [None, "第四条", "第三条"]


def test_titles_and_clauses_in_the_sentence_cite_too(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text(
        "《青屿市鼓励人才创新创业办法》第三条规定，“分三年发放”，补贴为二十四万元。\n"
        "“期限不超过两年”（见《青屿市鼓励人才创新创业办法》第四条）。\n"
        "与《青屿市鼓励人才创新创业办法》不同，海棠市“连续举办六届海棠湾创新创业大赛”。\n"
        "依照《青屿市鼓励人才创新创业办法》第三条：“期限不超过三年”。\n",
        encoding="utf-8",
    )
    findings = list(Checker(index).check(read_draft(path)))
    assert [(f.kind, f.verdict, f.reason, f.mark) for f in findings] == [
        ("quotation", "exact", "", "《青屿市鼓励人才创新创业办法》"),
        ("figure", "differs", "", "《青屿市鼓励人才创新创业办法》"),
        ("quotation", "differs", "", "《青屿市鼓励人才创新创业办法》"),
        ("quotation", "unlocated", "", None),
        ("quotation", "differs", "place", "《青屿市鼓励人才创新创业办法》"),
    ]


def test_numbers_of_clauses_pictures_and_documents_are_no_claims(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text(
        "2. 据第三条（青政发〔2024〕7号，见图1、第2段、表3-1）和《2020年规划》，补贴为四十二万元[^1]。\n\n"
        "[^1]: 《青屿市鼓励人才创新创业办法》第三条\n",
        encoding="utf-8",
    )
    assert [(f.text, f.verdict) for f in Checker(index).check(read_draft(path))] == [("四十二万元", "exact")]


def test_documents_themselves_pass_as_reports(index: Index, tmp_path: Path) -> None:
    """A report that quotes every sentence of the corpus, each cited, has no negative finding."""
    lines, notes = [], []
    for n, (document, _, words) in enumerate(true_sentences(index), start=1):
        title = index.entry(document).metadata.title
        lines.append(f"> {words}[^{n}]\n")
        notes.append(f"[^{n}]: 《{title}》\n")
    path = tmp_path / "all.md"
    path.write_text("\n".join([*lines, *notes]), encoding="utf-8")
    findings = list(Checker(index).check(read_draft(path)))
    assert len(findings) == len(lines)
    assert {finding.verdict for finding in findings} == {"exact"}


def test_invented_documents_are_those_of_the_corpus(index: Index) -> None:
    assert len(index.documents) == len(DOCUMENTS)


def test_a_title_holds_for_a_quotation_at_the_end_of_a_very_long_sentence(index: Index, tmp_path: Path) -> None:
    filler = "各项工作稳步推进，" * 40
    (tmp_path / "r.md").write_text(
        f"{filler}《青屿市鼓励人才创新创业办法》规定：“企业每引进1名年薪50万元以上的高层次人才，给予企业一次性奖励2万元，"
        "每家企业每年最高奖励20万元”；其余另议。",
        encoding="utf-8",
    )
    [finding] = [f for f in Checker(index).check(read_draft(tmp_path / "r.md")) if f.kind == "quotation"]
    assert (finding.verdict, finding.mark) == ("exact", "《青屿市鼓励人才创新创业办法》")


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_a_report_of_500_pages_is_checked_to_its_end(index: Index, tmp_path: Path, suffix: str) -> None:
    filler = "本页说明当年各项工作的进展情况，有关部门按照分工抓好落实。" * 20
    true = "《青屿市鼓励人才创新创业办法》规定：“创业团队可以申请场地补贴，每平方米每月最高三十元”。"
    lines = [line for page in range(500) for line in (f"第{page}页 {filler}", true)]
    lines.append(true.replace("三十元", "三百元"))
    path = tmp_path / f"r{suffix}"
    if suffix == ".md":
        path.write_text("\n\n".join(lines), encoding="utf-8")
    else:
        import docx

        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(path))
    verdicts = [finding.verdict for finding in Checker(index).check(read_draft(path))]
    assert verdicts == ["exact"] * 500 + ["differs"]

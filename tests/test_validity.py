"""Until when documents hold by their own words, which end others, and what an answer says of it."""

from collections.abc import Callable
from datetime import date

import pytest

from index.build import build
from index.encoders import shared_encoder
from index.model import Metadata
from index.repeals import repeals
from index.settings import today
from index.store import Index
from index.validity import Force, force
from qa.engine import PolicyQA
from qa.model import Filters


def held(text: str, published: str | None = None, title: str | None = None) -> Force:
    return force(text, Metadata(title=title, published=published))


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("第九条 本办法自2021年3月1日起施行，有效期至2023年2月28日。", None, ("2021-03-01", "2023-02-28")),
        ("第九条 本办法自2021年3月1日起施行，有效期五年。", None, ("2021-03-01", "2026-02-28")),
        ("本细则自印发之日起实施，有效期3年。", "2020-05-10", (None, "2023-05-09")),
        ("本意见自印发之日起30日后实施，有效期1年。", "2020-05-01", (None, "2021-05-30")),
        ("本通知自发布之日起施行，有效期2年。", "2020", (None, "2022-12-30")),
        ("六、本文件的有效期为6个月。", "2020-01-31", (None, "2020-07-30")),
        ("第三条 本办法自2019年1月1日至2020年12月31日施行。", None, ("2019-01-01", "2020-12-31")),
        ("第三条 本细则自公布之日起实施，2020年12月31日废止。", None, (None, "2020-12-31")),
        ("本规定自2015年11月10日起执行，试行两年。", None, ("2015-11-10", "2017-11-09")),
        ("《补贴标准》已经批准，现予发布，自2016年1月1日起实施，有效期5年。", None, ("2016-01-01", "2020-12-31")),
    ],
)
def test_a_documents_own_term_is_read(text: str, published: str | None, expected: tuple[str | None, str]) -> None:
    found = held(text, published)
    assert (found.begins, found.ends) == expected
    assert found.is_over(date(2026, 11, 22)) == (expected[1] < "2026-11-22")


@pytest.mark.parametrize(
    "text",
    [
        "居住证有效期为1年，期满前换领。",
        "资质证书有效期5年。",
        "服务协议自双方签字之日起生效，服务协议有效期为1年。",
        "持有工作居住证（有效期至2016年3月25日）的人员可以申请。",
        "《资格认定通知单》以落款时间为准，有效期3年。",
        "区县房管局向申请家庭开具有效期限为6个月的证明。",
        "本办法自印发之日起实施，原办法同时废止。",
        "发布办法之日起，旧证失效。",
        "本办法施行前的规定与本办法不一致的，同时废止。",
    ],
)
def test_terms_of_certificates_and_contracts_are_not_the_documents(text: str) -> None:
    assert held(text, "2010-01-01") == Force(None, None, False)


def test_a_term_without_a_known_beginning_has_no_end() -> None:
    assert held("本细则自印发之日起实施，有效期3年。").ends is None


def test_a_term_that_may_be_prolonged_is_not_taken_as_over() -> None:
    assert held("本办法自2015年1月1日起施行，有效期3年，期满后自动延长2年。").ends is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("本办法已废止。", None),
        ("有效性：失效\n正文。", None),
        ("效力状态 | 已废止\n正文。", None),
        ("正文。", "某市人才办法（已废止）"),
        ("本通知现予以废止。", None),
    ],
)
def test_words_that_a_document_has_ended_are_read(text: str, title: str | None) -> None:
    assert held(text, title=title).ended


@pytest.mark.parametrize("text", ["效力状态：有效", "本办法废止后，按新规定执行。", "时效性：现行有效", "失效日期 --"])
def test_a_document_in_force_is_not_taken_as_ended(text: str) -> None:
    assert not held(text).ended


def test_titles_that_a_document_ends_come_with_number_and_year() -> None:
    text = "第九条 本办法自2024年5月1日起施行，2019年3月2日印发的《青屿市人才安居办法》（青政发〔2019〕3号）同时废止。"
    (repeal,) = repeals(text)
    assert (repeal.title, repeal.number, repeal.years) == ("青屿市人才安居办法", "青政发〔2019〕3号", ("2019",))


@pytest.mark.parametrize(
    "text",
    [
        "《青屿市人才安居办法》第三条、第五条同时废止。",
        "《青屿市人才安居办法》中有关租金的规定同时废止。",
        "根据《青屿市规章制定程序规定》，旧证同时废止。",
        "青屿市人才安居办法（征求意见稿）\n《青屿市人才安居暂行办法》同时废止。",
    ],
)
def test_parts_bases_and_drafts_end_no_document(text: str) -> None:
    assert repeals(text) == ()


def test_today_is_the_day_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_TODAY", "2026-07-01")
    assert today() == date(2026, 7, 1)
    monkeypatch.setenv("POLICYQA_TODAY", "soon")
    assert today() == date.today()


HEAD = """---
title: {title}
issuer: 青岛市人民政府
region: 山东省/青岛市
published: {published}
kind: policy
---

# {title}

"""
CORPUS = {
    "安居2019.md": ("青岛市人才安居补助办法", "2019-03-02", "第一条 对博士给予租房补助每月2000元。"),
    "安居2024.md": (
        "青岛市人才安居补助管理规定",
        "2024-05-01",
        "第一条 对博士给予租房补助每月2600元。\n\n"
        "第二条 本规定自2024年5月1日起施行，《青岛市人才安居补助办法》同时废止。",
    ),
    "贷款.md": (
        "青岛市人才创业贷款办法",
        "2022-01-01",
        "第一条 人才企业可以申请创业贷款最高500万元。\n\n第二条 本办法自2022年1月1日起施行，有效期三年。",
    ),
    "论坛2023.md": ("青岛市人才论坛活动方案", "2023-06-01", "第一条 人才论坛设分会场12个。"),
    "论坛2025.md": ("青岛市人才论坛活动方案", "2025-06-01", "第一条 人才论坛设分会场15个。"),
}


Warned = Callable[..., list[str]]


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Warned:
    """The texts of the warnings `superseded` that go with an answer from the documents of one year."""
    folder = tmp_path_factory.mktemp("validity")
    (folder / "corpus").mkdir()
    for name, (title, published, text) in CORPUS.items():
        head = HEAD.format(title=title, published=published)
        (folder / "corpus" / name).write_text(head + text + "\n", encoding="utf-8")
    encoder = shared_encoder()
    build([folder / "corpus"], folder / "index", encoder)
    engine = PolicyQA(Index.open(folder / "index"), encoder)

    def ask(question: str, year: str) -> list[str]:
        answer = engine.ask(question, filters=Filters(years=(year,)))
        assert not answer.abstained
        return [notice.text for notice in answer.warnings if notice.code == "superseded"]

    return ask


def test_a_term_is_over_from_the_day_after_its_last(warned: Warned, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "青岛市人才企业可以申请的创业贷款最高多少万元？"
    monkeypatch.setenv("POLICYQA_TODAY", "2024-12-31")
    assert warned(question, "2022") == []
    monkeypatch.setenv("POLICYQA_TODAY", "2025-01-01")
    (text,) = warned(question, "2022")
    assert "2024-12-31" in text
    assert "青岛市人才创业贷款办法" in text


def test_a_document_that_another_of_the_corpus_ends_is_told_with_the_clause(warned: Warned) -> None:
    question = "青岛市对博士的租房补助每月多少元？"
    (text,) = warned(question, "2019")
    assert text == "《青岛市人才安居补助办法》已被《青岛市人才安居补助管理规定》（2024-05-01）宣布废止，见该文第二条。"
    assert warned(question, "2024") == []


def test_a_later_document_of_the_same_name_that_says_otherwise_is_told(warned: Warned) -> None:
    (text,) = warned("青岛市人才论坛设分会场多少个？", "2023")
    assert "《青岛市人才论坛活动方案》（2025-06-01）" in text
    assert warned("青岛市人才论坛设分会场多少个？", "2025") == []

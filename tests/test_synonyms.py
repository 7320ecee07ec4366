"""The synonym file is well-formed, keeps near benefits apart, and is quick to look up."""

import re
import time
from importlib.resources import files

import pytest

from index.search_key import search_key
from qa.matching import Terms
from qa.synonyms import expansion, synonyms

HAN = re.compile("[\u4e00-\u9fff]")


def groups() -> list[list[str]]:
    lines = (files("qa") / "data" / "synonyms.txt").read_text("utf-8").splitlines()
    return [line.split(",") for line in lines if line.strip() and not line.startswith("#")]


def test_every_group_is_well_formed() -> None:
    for group in groups():
        words = [word.strip() for word in group]
        assert len(words) >= 2, group
        assert len(words) == len(set(words)), group
        assert HAN.search(words[0]), f"no Chinese word leads: {group}"
        assert [raw.removeprefix(" ") for raw in group] == words, f"spaces: {group}"
        for word in words:
            assert word == word.lower(), word
            if HAN.search(word):
                assert len(word) >= 2, word
                assert not re.search(r"\s", word), word
            else:
                assert re.fullmatch(r"[a-z0-9][a-z0-9&'. -]*", word), word


def test_no_two_groups_are_led_by_the_same_word() -> None:
    leading = [group[0] for group in groups()]
    assert len(leading) == len(set(leading)), {word for word in leading if leading.count(word) > 1}


def test_no_word_ends_in_a_number_for_it_would_be_found_in_longer_ones() -> None:
    for group in groups():
        for word in map(str.strip, group):
            if HAN.search(word):
                key = search_key(word)
                assert not re.match(r"\d+[年月日周个次级名人]$", key), word


def test_every_english_entry_has_english_words_and_chinese_ones_and_none_twice() -> None:
    lines = (files("qa") / "data" / "english.txt").read_text("utf-8").splitlines()
    said: list[str] = []
    for line in (line for line in lines if line.strip() and not line.startswith("#")):
        words, official = (side.split(", ") for side in line.split(" = "))
        assert all(re.fullmatch(r"[a-z0-9][a-z0-9&'./ -]*", word) for word in words), line
        assert all(HAN.search(word) and not re.search(r"\s", word) for word in official), line
        said += words
    assert len(said) == len(set(said)), [word for word in said if said.count(word) > 1]


def test_english_words_go_one_way() -> None:
    assert "租赁合同" not in dict(synonyms("押金多少")).get("押金", ())
    assert "押金" in dict(synonyms("How much is the security deposit?"))["security deposit"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("购房补贴", "租房补贴"),
        ("购房补贴", "购车补贴"),
        ("租房补贴", "购车补贴"),
        ("生活津贴", "交通补贴"),
        ("奖励", "贷款"),
        ("补贴", "贷款"),
        ("补贴", "基金"),
        ("贷款", "贴息"),
        ("博士", "硕士"),
        ("硕士", "本科"),
        ("博士后", "博士"),
        ("创业资助", "创业担保贷款"),
        ("税收优惠", "补贴"),
        ("减免", "缓缴"),
        ("养老保险", "医疗保险"),
        ("工伤保险", "失业保险"),
        ("失业金", "生育津贴"),
        ("人才公寓", "公租房"),
        ("落户", "居住证"),
        ("积分落户", "积分入学"),
        ("子女入学", "配偶就业"),
        ("院士工作站", "博士后工作站"),
        ("高新技术企业", "高新区"),
        ("工信局", "科技局"),
        ("牵头", "协办"),
        ("增加", "减少"),
        ("设立", "废止"),
    ],
)
def test_near_things_that_are_not_the_same_are_apart(one: str, other: str) -> None:
    words = [{word.strip() for word in group} for group in groups()]
    assert any(one in group for group in words), one
    assert any(other in group for group in words), other
    assert not any(one in group and other in group for group in words)


@pytest.mark.parametrize(
    ("asked", "official"),
    [
        ("孩子上学怎么安排", "子女入学"),
        ("老公的工作能安排吗", "配偶"),
        ("人社局管什么", "人力资源和社会保障局"),
        ("风投能投多少", "风险投资"),
        ("迁户口要什么材料", "落户"),
        ("房租补贴每月多少", "租房补贴"),
        ("停办了吗", "废止"),
    ],
)
def test_everyday_words_lead_to_the_official_ones(asked: str, official: str) -> None:
    assert any(official in others for _, others in synonyms(asked))


@pytest.mark.parametrize(
    ("asked", "official"),
    [
        ("Which programmes subsidise interest?", "补贴"),
        ("Are research centers supported?", "研发中心"),
        ("Are research centres supported?", "研发中心"),
        ("Is there a rental subsidy?", "租房补贴"),
        ("Who heads the Human Resources and Social Security Bureau?", "人力资源和社会保障局"),
        ("Can my spouse find work?", "配偶"),
        ("pledge of patents", "质押"),
        ("How much do I pay into the pension?", "缴纳"),
        ("Where do I register after arrival?", "登记"),
        ("Which rules apply?", "办法"),
    ],
)
def test_english_words_in_either_spelling_lead_to_the_official_ones(asked: str, official: str) -> None:
    assert official in expansion(asked).split()


def test_an_absent_benefit_is_not_found_by_a_near_one() -> None:
    def named(question: str, text: str) -> list[float]:
        return Terms.of(question, lambda word: 1.0).named(text)

    assert named("购车补贴多少", "给予购房补贴30万元")
    assert max(named("购车补贴多少", "给予购房补贴30万元")) < 0.5
    assert min(named("房租补贴多少", "给予租房补贴每月500元")) >= 0.5


def test_a_question_is_cut_into_its_words_in_no_time() -> None:
    question = "全职引进的博士研究生每月生活补贴多少，发放期限是几年，由哪个部门负责受理申请？"
    Terms.of(question, lambda word: 1.0)
    taken = []
    for _ in range(20):
        start = time.perf_counter()
        Terms.of(question, lambda word: 1.0)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.005, f"{min(taken) * 1000:.1f} ms"

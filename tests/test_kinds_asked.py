"""What is asked decides which sentence answers: letterheads, lists, days of effect, scores, totals, limits."""

import pytest
from asking import asking_engine

from qa.engine import PolicyQA
from qa.expected import BOUND, DAY, DEFINED, FINE, expected
from qa.formalities import EXPIRES, HOLDS, IN_FORCE
from qa.lists import CONDITIONS
from qa.materials import MATERIALS

RULES = """---
id: rules
title: 启东市渔港人才安居办法2021
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2021-03-02
kind: policy
---

文号：启政发〔2021〕12号

发布日期：2021年3月2日

# 启东市渔港人才安居办法

第一条 渔港人才申请安居房，应当同时符合下列条件：

（一）年龄不超过四十五周岁；

（二）在本市缴纳社会保险满二年；

（三）本人及配偶在本市没有住房；

（四）未享受过其他安居政策；

（五）所在单位出具推荐函；

（六）无失信记录。

第二条 申请安居房，应当提交下列材料：

（一）身份证；

（二）劳动合同。

第三条 渔港人才的购房补贴最高30万元。2020年，全市累计发放渔港人才购房补贴5200万元。

第四条 首次领取安居卡免收工本费，换领、补领安居卡应当缴纳工本费。

第五条 市住房保障局（以下简称市房保局）负责安居房的分配和日常巡查工作。

男性须年满60周岁、女性须年满55周岁的父母，可以投靠入住。

第六条 安居房的排号按积分从高到低进行，本科学历积40分。咨询请登录网站www.example.org。

第七条 本办法自2021年5月1日起施行，有效期至2024年4月30日。
"""


ISLAND = """---
id: island
title: 如东县海岛宿舍管理规定
issuer: 如东县人民政府
region: 江苏省/南通市/如东县
published: 2022-08-15
kind: policy
---

# 如东县海岛宿舍管理规定

一、海岛宿舍由县人才办安排，每人一间，按年度收取租金。海岛宿舍的租金收入用于宿舍维修。

二、海岛宿舍只能由本人居住，不得转租、转借，违者收回。

三、海岛卡是持卡人在岛上居住、乘船和就餐的凭证。海岛卡由县人才办发放。

四、本规定自2022年9月1日起实施。实施前已经入住的，按原合同办理。

| 单位 | 日期 |
| --- | --- |
| 如东县人民政府办公室 | 2022年8月15日印发 |
"""


@pytest.fixture(scope="module")
def island(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("island"), {"island": ISLAND})


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PolicyQA:
    return asking_engine(tmp_path_factory.mktemp("kinds"), {"rules": RULES})


def test_an_announced_list_is_quoted_whole_with_what_announces_it_in_few_citations(engine: PolicyQA) -> None:
    answer = engine.ask("启东市2021年的渔港人才安居办法，申请安居房起码要具备哪些前提？")
    used = [citation for citation in answer.citations if citation.used]
    assert "同时符合下列条件" in answer.answer.partition("（一）")[0]
    for item in ("四十五周岁", "满二年", "没有住房", "其他安居政策", "推荐函", "失信记录"):
        assert item in answer.answer
    assert len(used) <= 5
    lines = [line for line in answer.answer.split("\n\n") if line.startswith("（")]
    assert len(lines) == 6
    assert all(line.endswith("]") for line in lines)


def test_a_letterhead_is_no_answer_though_it_has_the_year_that_is_asked_for(engine: PolicyQA) -> None:
    answer = engine.ask("启东市2021年的安居办法，申请安居房需要准备哪些材料？")
    assert "劳动合同" in answer.answer
    assert "启政发" not in answer.answer
    assert engine.ask("启东市渔港人才安居办法的文号是什么？").short == "启政发〔2021〕12号"


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("启东市渔港人才安居办法从哪天起施行？", "2021年5月1日"),
        ("启东市渔港人才安居办法什么时候开始生效？", "2021年5月1日"),
        ("启东市渔港人才安居办法什么时候失效？", "2024年4月30日"),
        ("启东市渔港人才购房补贴最高能拿多少？", "最高30万元"),
        ("启东市渔港人才购房补贴累计发放了多少钱？", "5200万元"),
        ("启东市的安居房由哪个部门来巡查？", "市住房保障局"),
    ],
)
def test_of_two_that_look_alike_the_one_asked_for_is_given(engine: PolicyQA, question: str, short: str) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert (answer.short or "").endswith(short)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("如东县的海岛宿舍自己不住，租给别人行不行？", "不得转租"),
        ("如东县的海岛卡是什么？", "凭证"),
        ("如东县海岛宿舍的租金收入用在哪几块？", "宿舍维修"),
        ("如东县海岛宿舍管理规定从什么时候起实施？", "2022年9月1日"),
    ],
)
def test_the_sentence_that_settles_the_question_comes_first(island: PolicyQA, question: str, told: str) -> None:
    answer = island.ask(question)
    assert not answer.abstained
    assert told in answer.citations[0].quote


def test_the_day_of_printing_is_told_where_it_is_asked_for_alone(island: PolicyQA) -> None:
    assert "8月15日" in island.ask("如东县海岛宿舍管理规定是哪天印发的？").citations[0].quote
    assert all("印发" not in c.quote for c in island.ask("如东县的海岛宿舍哪几天可以报名？").citations if c.used)


@pytest.mark.parametrize(
    "question",
    [
        "启东市安居房的咨询电话是多少？",
        "启东市补领一张安居卡要交多少工本费？",
        "启东市安居卡几个工作日能拿到？",
        "启东市安居房的申请每年几月几号截止？",
    ],
)
def test_what_only_looks_like_the_answer_is_none(engine: PolicyQA, question: str) -> None:
    assert engine.ask(question).abstained


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("什么样的地方才叫海岛保护区？", "definition", DEFINED),
        ("安居金到底算一笔什么性质的钱？", "definition", DEFINED),
        ("每个月要交几块钱？", "amount", None),
        ("归哪个行政主管部门管？", "body", None),
        ("初审过后还要报到哪里去批？", "body", None),
        ("Which authority prints the cards?", "body", None),
        ("在哪段时间上网填报？", "date", None),
        ("是哪两天报名？", "date", DAY),
        ("什么人才能领这笔钱？", "condition", CONDITIONS),
        ("交了几年，可以退吗？", "yes_no", None),
        ("交满几年可以退？", "duration", "年"),
        ("按应纳税额的多少征收？", "percent", None),
        ("常住人口定了什么上限？", "count", BOUND),
        ("对人数超标的班怎么管？", "method", None),
        ("租金能打多少折扣？", "percent", None),
        ("租金打几折？", "count", "折"),
        ("办法从何时起施行？", "date", IN_FORCE),
        ("这份意见哪天开始实施？", "date", IN_FORCE),
        ("When did the rules take effect?", "date", IN_FORCE),
        ("这份办法什么时候起实行？", "date", IN_FORCE),
        ("自己交社保一个月要交多少？", "amount", None),
        ("按2020年的入学管理办法，报名要交什么材料？", "list", MATERIALS),
        ("补助的发放办法是什么？", "method", None),
        ("申请表从哪里拿？", "place", None),
        ("What minimum share of the land must be green?", "percent", None),
        ("What total premium rate do the firms pay?", "percent", None),
        ("Who can apply for the flats?", "condition", CONDITIONS),
        ("Who runs the harbour office?", "body", None),
        ("What housing subsidy is there for engineers who move here?", "amount", None),
        ("What total score must an applicant reach?", "count", "分"),
        ("How soon must the lease be signed?", "duration", None),
        ("What is the maximum floor area of a flat?", "area", None),
        ("细则到什么时候失效？", "duration", HOLDS),
        ("补贴每月每平方米使用面积多少元？", "amount", None),
        ("How soon must I report a change of address?", "duration", None),
        ("居住证到什么时候失效？", "date", EXPIRES),
        ("工程什么时候实施？", "date", None),
        ("录取的最低分是多少？", "count", "分"),
        ("年纪还轻能加多少分？", "count", "分"),
        ("几日内办结？", "duration", "日"),
        ("官网是什么？", "definition", DEFINED),
        ("网站地址和电话？", "contact", None),
        ("差距在哪里？", "place", None),
        ("要求的年限差在哪里？", "duration", None),
        ("能不能也领到一份钱？", "yes_no", None),
        ("擅自加大厂房面积的罚款标准是多少？", "amount", FINE),
        ("面积不足45平方米的单间房租多少？", "amount", None),
        ("补贴面积是多少？", "area", None),
        ("面积不到30平方米的住户能申请什么？", "other", None),
        ("占用滩涂的养护费标准是多少？", "amount", None),
        ("欠款半年以上的利息是多少？", "amount", None),
    ],
)
def test_the_kind_asked_for(question: str, kind: str, unit: str | None) -> None:
    found = expected(question)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("启东市父母投靠入住安居房要满多少岁？", None),
        ("启东市男方父母投靠入住安居房，男的要满多少岁？", "年满60周岁"),
        ("启东市女的投靠入住安居房要满多少岁？", "年满55周岁"),
    ],
)
def test_of_two_ages_that_of_the_sex_asked_for_is_given(engine: PolicyQA, question: str, short: str | None) -> None:
    answer = engine.ask(question)
    assert "55周岁" in answer.answer
    assert answer.short == short


LIMITS = """---
id: limits
title: 启东市渔港人才贷款办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2022-03-02
kind: policy
---

# 启东市渔港人才贷款办法

第一条 渔港人才贷款，每笔最低5万元。

第二条 经市人才办同意，渔港人才贷款每笔不超过80万元，这是贷款的最高额度。
"""


@pytest.mark.parametrize(
    ("question", "short"), [("启东渔港人才贷款最高能贷多少钱？", "80万元"), ("启东渔港人才贷款最低贷多少钱？", "5万元")]
)
def test_the_least_is_no_answer_where_the_most_is_asked_for(
    tmp_path_factory: pytest.TempPathFactory, question: str, short: str
) -> None:
    engine = asking_engine(tmp_path_factory.mktemp("limits"), {"limits": LIMITS})
    answer = engine.ask(question)
    assert answer.short is not None
    assert short in answer.short


@pytest.mark.parametrize(
    "question",
    [
        "启东换领安居卡的工本费是多少元？",
        "启东的安居房一年放多少个名额？",
        "启东渔港人才的购房补贴哪一天截止申报？",
    ],
)
def test_what_is_granted_of_another_kind_is_no_answer(engine: PolicyQA, question: str) -> None:
    assert engine.ask(question).abstained


FINES = """---
id: fines
title: 启东市渔港安居办法
issuer: 启东市人民政府
region: 江苏省/南通市/启东市
published: 2022-03-02
kind: policy
---

# 启东市渔港安居办法

第一条 渔港安居房转租的，由市住房保障局处2000元以上8000元以下罚款。

第二条 渔港安居房的收入限制由市住房保障局每年公布。
"""


def test_a_fine_is_no_answer_but_where_one_is_asked_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = asking_engine(tmp_path_factory.mktemp("fines"), {"fines": FINES})
    assert engine.ask("启东渔港安居房的收入限制是多少元？").abstained
    fined = engine.ask("启东渔港安居房转租罚多少钱？")
    assert fined.short is not None
    assert "2000元" in fined.short

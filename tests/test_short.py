"""What stands first in an answer: the figure or name asked for, whole; nothing where it may be one of several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Cell, Document, OffsetMap, Passage, Span
from index.search_key import fold
from qa.expected import expected
from qa.matching import Terms
from qa.question import Question, language_of
from qa.short import short_answer
from qa.short_bounds import whole
from qa.short_groups import enumeration, ranges
from qa.short_roles import holders


def weigh(word: str) -> float:
    return 1.0 if word in ("市", "人才", "项目", "企业") else 5.0


def short(question: str, text: str, cells: tuple[Cell, ...] = ()) -> str | None:
    asked = Question(question, question, language_of(question), expected(fold(question)), (), ())
    document = Document("d", "d", "d", "", text, text, OffsetMap((0,), (0,), len(text)))
    quote = Span(0, len(text))
    found = short_answer(asked, document, Passage(quote, "", cells=cells), quote, Terms.of(question, weigh), weigh)
    return None if found is None else document.quote(found)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("住人才公寓的还能领租房券吗？", "住人才公寓的，不得同时领取租房券。", "不得同时领取租房券"),
        ("哪家企业建了驿站？", "其中，滨海云帆物流有限公司建成驿站一座。", "滨海云帆物流有限公司"),
        ("由哪两家部门牵头？", "县人才办、商务局牵头协调，其他部门配合。", "县人才办、商务局"),
        ("拜访了哪位工程院院士？", "县委有关负责人拜访了中国工程院院士周立等专家。", "周立"),
        ("逾期不办证，个人罚多少？", "对个人处以30元罚款，对单位按每人50元处以罚款。", "30元"),
        ("最多给买房的补多少？", "给予最高60万元购房补贴、最高90万元股权奖励等全程支持和买房服务。", "最高60万元"),
        ("人才夜校报名是哪几天？", "人才夜校报名时间为6月25日-28日，地点在市民中心。", "6月25日-28日"),
        ("洽谈会在哪几天办？", "洽谈会定于5月21日、22日在会展中心举办。", "5月21日、22日"),
        ("实施细则的出台期限？", "各区应于2031年6月30日前出台实施细则。", "2031年6月30日前"),
        ("名单公布后有效期几年？", "名单自公布之日起施行，有效期三年。", "三年"),
        ("联席会议多久开一回？", "联席会议每半年至少召开1次，由市人才办召集。", "每半年至少召开1次"),
        ("手术前禁食，几点以后不能吃？", "手术前一天晚9时后禁食。", "晚9时后"),
        ("一张证配多少张床位？", "每百人配备床位35～40张，覆盖90%以上的乡镇。", "35～40张"),
    ],
)
def test_dates_periods_and_times_stand_as_the_source_has_them(question: str, text: str, answer: str) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("在三级医院看病报多少？", "按下列比例支付：一级医院85%，二级70%，三级55%。", "55%"),
        ("管网费率是几个点？", "费率为6%，其中管网费率为2.5%，道路费率为3.5%。", "2.5%"),
        ("资格谁来把关？", "申请人的资格审查由县警备区负责。", "县警备区"),
        ("集体户口主管的是哪个部门？", "集体户口由县公安局主管，各乡镇派出所负责经办。", "县公安局"),
        ("哪些孩子算照顾对象，由谁说了算？", "照顾对象由县双拥办负责认定。", "县双拥办"),
        (
            "积分制谁来统筹？",
            "第三条 县积分制协调小组办公室（以下简称县积分办）负责统筹指导积分工作。",
            "县积分制协调小组办公室",
        ),
        ("小学报名在几月？", "适龄儿童的父母于当年6月3日至17日登录系统填写信息。", "6月3日至17日"),
        ("考试谁组织？", "考试由省人事厅、省教育厅共同组织实施；各市命题并组织面试。", "省人事厅、省教育厅"),
        ("贴息率最高多少？", "按（财综〔2031〕76号）执行，贴息利率原则上不超过3个百分点。", "不超过3个百分点"),
        ("今年要整备多少土地？", "全年计划整备完成12平方公里用地。", "12平方公里"),
    ],
)
def test_levels_points_and_bodies_in_charge(question: str, text: str, answer: str) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("博士一个月发放多少补贴？", "对符合条件的博士，每人每月发放补贴3000元。", "每人每月发放补贴3000元"),
        ("租房补贴每平方米补多少？", "租房补贴标准为15元/平方米·月。", "15元/平方米·月"),
        ("逾期的滞纳金按多少收？", "逾期不缴的，按日加收千分之三的滞纳金。", "按日加收千分之三"),
        ("超标准的租金按多少收？", "超出面积部分按标准租金的三倍收取租金。", "标准租金的三倍"),
        ("全市一共建了多少套公寓？", "全市累计建成公寓360套，入住率九成。", "累计建成公寓360套"),
        ("报名费多少？", "报名免收任何费用。", "免收任何费用"),
    ],
)
def test_a_figure_keeps_its_unit_to_the_end_and_what_leads_to_it(question: str, text: str, answer: str) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [("硕士的购房补贴是多少？", "10万元"), ("博士的购房补贴是多少？", "20万元"), ("技师的购房补贴是多少？", None)],
)
def test_of_figures_shared_among_classes_the_one_of_the_class_asked_for_is_taken(
    question: str, answer: str | None
) -> None:
    assert short(question, "对博士、硕士、本科生分别给予20万元、10万元、5万元购房补贴。") == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("对新引进的博士给多少购房补贴？", "42万元"),
        ("对新引进的硕士给多少购房补贴？", "18万元"),
        ("购房补贴是多少？", None),
    ],
)
def test_of_figures_alike_the_one_whose_case_is_asked_for_is_taken(question: str, answer: str | None) -> None:
    text = "对新引进的博士，给予购房补贴42万元，分三年发放。对新引进的硕士，给予购房补贴18万元。"
    assert short(question, text) == answer


def test_classes_may_be_named_in_brackets_and_figures_be_replaced_by_new_ones() -> None:
    text = "住院报销比例由70%、65%、60%（一、二、三类医院）提高到75%、70%、66%。"
    assert short("三类医院住院的报销比例是多少？", text) == "66%"
    assert short("三类医院住院的报销比例原来是多少？", text) == "60%"
    assert short("医院住院的报销比例是多少？", text) is None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("收入超过3万元的补贴几成？", "收入3万元以内的补贴80%；收入超过3万元的补贴40%。", "40%"),
        ("二级医院的起付线多少？", "起付线为：一级医院200元/次，二级400元/次，三级900元/次。", "400元/次"),
        ("国家级实训基地建了多少家？", "全市建成实训基地36家，其中国家级4家。", "4家"),
        ("连续缴纳社保要几年以上？", "连续缴纳社保三年以上，其中在渔港园区工作的为两年以上。", "三年以上"),
        ("有多少学生参加考试？", "共有359人参加考试，其中280人参加英语考试。", "359人"),
        ("什么时候开始享受待遇？", "中断满3个月后续保的，从第4个月开始享受待遇。", "从第4个月开始"),
        ("审核期限多久？", "审核期限以受理回执为准，名单进行为期7日的公示。", None),
        ("比例是多少？", "补贴比例较上年提高5个百分点。", None),
    ],
)
def test_the_figure_of_another_class_case_or_act_is_no_answer(question: str, text: str, answer: str | None) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("课题经费上限多少？", "重点课题经费上限10万元，一般课题经费上限3万元。"),
        ("博士和硕士的补贴各是多少？", "博士的补贴3万元，硕士的补贴1万元。"),
        ("补贴由多少提高到了多少？", "补贴由每月600元提高到每月900元。"),
    ],
)
def test_where_several_figures_are_as_near_or_asked_for_none_stands_first(question: str, text: str) -> None:
    assert short(question, text) is None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("居住证一办就管五年，对吗？", "居住证有效期为两年，期满前一个月续签。", "两年"),
        ("是不是说常住人口压到2500万以内？", "到2035年，常住人口控制在2300万人以内。", "2300万人以内"),
        ("交了2年社保能申请吗？", "申请人须连续缴纳社保满3年，具有硕士以上学位。", "满3年"),
        ("居住证可以续签吗？", "居住证有效期为两年。", None),
    ],
)
def test_a_figure_that_is_stated_is_set_right_by_one_of_its_kind_and_unit(
    question: str, text: str, answer: str | None
) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("What is the monthly rent of the flats?", "公寓租金为每月12元/平方米，物业费另计。", "每月12元/平方米"),
        ("When do the measures take effect?", "本办法经2031年3月1日会议通过，自5月1日起施行。", "5月1日"),
        ("Who chairs the talent committee?", "市人才工作领导小组由市长任组长。", "市长"),
        ("Which department issues the residence permit?", "居住证由市公安局统一核发。", "市公安局"),
        ("How many firms were visited?", "全年走访企业640家，解决问题310个。", "640家"),
    ],
)
def test_questions_in_english_get_the_source_s_own_words(question: str, text: str, answer: str | None) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("活动是联合哪个部门办的？", "联动市政府办，定期举办“人才+金融”活动。", ["市政府办"]),
        ("目录年初要报给谁？", "制定目录，年初汇总上报人才办和科技局，并动态更新。", ["人才办和科技局"]),
        ("立项由谁核准？", "甲类由市国资部门核准；乙类由资产公司核准。", ["市国资部门", "资产公司"]),
        ("名额调整要经谁批准？", "确需调整名额的，应当报经市领导小组批准。", ["市领导小组"]),
        ("够不够格由谁把关？", "购买人资格审查由市警备区负责。", ["市警备区"]),
        ("做法被哪家媒体报道过？", "做法被《青屿日报》等媒体报道。", ["《青屿日报》"]),
        ("监督检查谁负责？", "市财政局负责资金筹集，市审计局负责监督检查。", ["市财政局", "市审计局"]),
        ("补贴要向哪个部门申请？", "可向工作地人才服务站提出申请。", ["工作地人才服务站"]),
        ("公寓申请谁来审核？", "毕业生可以申请公寓，由市住建局负责审核。", ["市住建局"]),
        ("哪家企业负责收储口罩？", "物资保障组委托海辰药业集团统一收储，由物资保障组管理。", ["海辰药业集团"]),
        ("意见反馈给哪个部门？", "各单位于5月10日前将意见反馈至市人才办。", ["市人才办"]),
        ("哪家企业获得一等奖？", "一等奖由海辰科技公司获得，二等奖空缺。", ["海辰科技公司"]),
        ("召集人是谁？", "由陆明常务副市长任召集人，市人才办为成员。", ["陆明常务副市长"]),
        ("教育局局长是谁？", "教育局局长陆明在会上提出要求。", ["陆明"]),
        ("局长是谁？", "局长安排，各科室落实。", []),
        ("补贴有多少？", "补贴由市财政局负责。", []),
        ("转租公寓归哪个部门处理？", "转租公寓的，由住房服务机构责令限期退回，逾期收取违约金。", ["住房服务机构"]),
        ("拖延验收由谁来处罚？", "第九条 验收单位拖延验收的，由其上级单位给予警告。", ["其上级单位"]),
        ("借用的器材由谁来登记？", "借用器材的，由仓库保管员在归还时进行登记。", ["仓库保管员"]),
        ("培训由谁组织？", "由所在单位组织培训。", ["所在单位"]),
        ("去哪里领取人才卡？", "引进人才应到居住地人才服务站申领人才卡。", ["居住地人才服务站"]),
        ("比赛结束找谁提交总结", "比赛结束后，各队应当向大赛组委会提交总结。", ["大赛组委会"]),
    ],
)
def test_who_has_a_role_is_told_by_how_the_sentence_gives_it(question: str, text: str, names: list[str]) -> None:
    assert [text[span.start : span.end] for span in holders(question, text)] == names


def test_a_form_gives_the_cell_of_the_role_asked_for() -> None:
    text = "主办： | 商务局 | 协办： | 组织部、发改委"
    places = {value: Span(text.index(value), text.index(value) + len(value)) for value in ("商务局", "组织部、发改委")}
    cells = (Cell("主办", places["商务局"]), Cell("协办", places["组织部、发改委"]))
    assert short("提案由哪个单位协办？", text, cells) == "组织部、发改委"
    assert short("提案由哪个单位主办？", text, cells) == "商务局"


@given(st.text(alphabet="每月人年给予补贴元/·，。累计3000建成", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_whole_figure_holds_the_figure_and_stays_in_the_text(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = whole(text, Span(start, end))
    assert 0 <= found.start <= start <= end <= found.end <= len(text)


@given(
    st.lists(st.sampled_from(["5元", "3元以上", "9元以下"]), min_size=1, max_size=6),
    st.sampled_from(["、", "，", "甲"]),
)
def test_figures_side_by_side_are_one_enumeration_and_others_are_not(figures: list[str], between: str) -> None:
    text, spans = "", []
    for figure in figures:
        text += between if text else ""
        spans.append(Span(len(text), len(text) + len(figure)))
        text += figure
    assert ranges(text, spans) == spans
    assert enumeration(text, spans[0], spans) == (spans[:1] if between == "甲" else spans)

"""Places in texts: which names count, what they can mean, and what only looks like a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.places import covers, find_places, find_places_by_pinyin, related, resolve, short_name


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[m.span.start : m.span.end], m.paths) for m in find_places(text)]


def test_parents_written_before_a_place_are_part_of_its_mention() -> None:
    assert found("由江苏省南通市通州区商务局办理") == [("江苏省南通市通州区", ("江苏省/南通市/通州区",))]
    assert found("重庆江津的政策") == [("重庆江津", ("重庆市/江津区",))]


def test_a_name_that_two_places_bear_keeps_both() -> None:
    assert found("通州区人才公寓") == [("通州区", ("北京市/通州区", "江苏省/南通市/通州区"))]


def test_a_parent_elsewhere_in_the_text_decides_between_namesakes() -> None:
    assert found("通州区是南通的一个区")[0] == ("通州区", ("江苏省/南通市/通州区",))
    assert found("通州区是北京的一个区")[0] == ("通州区", ("北京市/通州区",))


def test_a_short_form_means_the_province_or_city_before_a_county_of_that_name() -> None:
    assert found("吉林的补贴") == [("吉林", ("吉林省",))]
    assert found("海南的补贴") == [("海南", ("海南省",))]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("姜堰市", "江苏省/泰州市/姜堰区"),
        ("章丘市", "山东省/济南市/章丘区"),
        ("江干区", "浙江省/杭州市/江干区"),
        ("渝北区", "重庆市/渝北区"),
    ],
)
def test_names_of_the_past_lead_to_the_place_of_today_where_there_is_one(name: str, path: str) -> None:
    assert resolve(name) == (path,)


@pytest.mark.parametrize(
    "text",
    [
        *("和平发展", "资源共享", "平安建设", "比如交通", "新城区建设", "中心城区", "黄河南岸", "长江西路", "北京路"),
        *(
            "南京东路",
            "西安交通大学",
            "北京大学",
            "重庆日报",
            "汕头站活动",
            "上海银行",
            "大城市病",
            "人才市场",
            "本市区县",
        ),
        *("甲子市乙丑区", "单县级市", "建成县域", "日照时间", "朝阳产业", "三明治", "平湖街道", "合水镇", "互助制度"),
    ],
)
def test_ordinary_words_streets_and_bodies_are_no_places(text: str) -> None:
    assert found(text) == []


def test_an_ordinary_word_is_a_place_right_after_its_own_parent() -> None:
    assert found("天津市和平") == [("天津市和平", ("天津市/和平区",))]
    assert found("广西资源丰富") == [("广西", ("广西壮族自治区",))]


def test_a_county_of_two_characters_needs_a_related_place_beside_it() -> None:
    assert found("徐州的丰县") == [("徐州", ("江苏省/徐州市",)), ("丰县", ("江苏省/徐州市/丰县",))]
    assert found("丰县的政策") == []


def test_a_short_form_before_a_word_that_begins_like_a_kind_is_found() -> None:
    assert found("义乌市场") == [("义乌", ("浙江省/金华市/义乌市",))]
    assert found("南通市民政局") == [("南通市", ("江苏省/南通市",))]
    assert found("北京大学生创业") == [("北京", ("北京市",))]


def test_a_short_form_before_a_quarter_of_the_city_is_found_and_not_what_lies_across() -> None:
    assert [m.paths for m in find_places("中山西区的初中")] == [("广东省/中山市",)]
    assert [m.paths for m in find_places("山西区域协调发展")] == [("山西省",)]


def test_a_short_form_that_ends_like_the_word_behind_it_begins_is_found() -> None:
    assert [m.paths for m in find_places("长兴办了几场大赛")] == [("浙江省/湖州市/长兴县",)]
    assert not find_places("鼓励企业兴办学校")


def test_parks_and_new_areas() -> None:
    assert found("雄安新区与两江新区") == [("雄安新区", ("河北省/雄安新区",)), ("两江新区", ("重庆市/两江新区",))]
    assert found("苏州工业园区") == [("苏州工业园区", ("江苏省/苏州市/苏州工业园区",))]
    assert found("泰兴高新区") == [("泰兴", ("江苏省/泰州市/泰兴市",))]


def test_traditional_characters_are_read_and_spans_stay_in_the_source() -> None:
    assert found("位於江蘇省蘇州市") == [("江蘇省蘇州市", ("江苏省/苏州市",))]


def test_autonomous_places_have_short_forms() -> None:
    assert resolve("延边州") == resolve("延边朝鲜族自治州") == ("吉林省/延边朝鲜族自治州",)
    assert resolve("内蒙古") == ("内蒙古自治区",)


def test_resolve_prefers_places_near_another() -> None:
    assert resolve("通州", near="江苏省/泰州市") == ("江苏省/南通市/通州区",)
    assert resolve("鼓楼区", near="江苏省/徐州市/泉山区") == ("江苏省/徐州市/鼓楼区",)
    assert resolve("通州", near="广东省") == ("北京市/通州区", "江苏省/南通市/通州区")
    assert resolve("无此地") == ()


@pytest.mark.parametrize(
    ("text", "mention", "paths"),
    [
        ("grants in Suzhou", "Suzhou", ("江苏省/苏州市", "安徽省/宿州市")),
        ("Suzhou, Jiangsu Province", "Suzhou", ("江苏省/苏州市",)),
        ("Tongzhou District of Nantong", "Tongzhou District", ("江苏省/南通市/通州区",)),
        ("subsidies in Xi'an", "Xi'an", ("陕西省/西安市",)),
        ("Suzhou's housing subsidy", "Suzhou", ("江苏省/苏州市", "安徽省/宿州市")),
        ("Shaanxi and Shanxi", "Shaanxi", ("陕西省",)),
        ("Inner Mongolia", "Inner Mongolia", ("内蒙古自治区",)),
        ("武进 and wujin", "武进", ("江苏省/常州市/武进区",)),
    ],
)
def test_names_in_latin_letters(text: str, mention: str, paths: tuple[str, ...]) -> None:
    assert found(text)[0] == (mention, paths)


@pytest.mark.parametrize(
    "text", ["a guide of one mile", "mail a@suzhou.gov.cn", "www.suzhou.gov.cn", "Beijing University", "move my hukou"]
)
def test_english_words_and_addresses_are_no_places(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("王德惠的申请", "李德惠指出", "张永德与同事", "阿里巴巴", "长安汽车", "惠农政策", "各位来宾"),
        *("各大社区", "新社区建设", "与养老院和康养中心"),
    ],
)
def test_given_names_firms_and_words_that_are_also_places_are_none(text: str) -> None:
    assert found(text) == []


def test_a_name_that_is_also_a_word_is_a_place_in_full_or_after_its_parent() -> None:
    assert found("阿里地区的补贴") == [("阿里地区", ("西藏自治区/阿里地区",))]
    assert found("石嘴山惠农的补贴") == [("石嘴山惠农", ("宁夏回族自治区/石嘴山市/惠农区",))]
    assert found("王先生苏州的社保") == [("苏州", ("江苏省/苏州市",))]


CORPUS = (
    *("江苏省/泰州市/姜堰区", "江苏省/南通市/通州区", "江苏省/常州市/武进区", "江苏省/泰州市/泰兴市", "江苏省/苏州市"),
    *("重庆市/江津区", "重庆市/渝北区", "重庆市/渝中区", "云南省/大理白族自治州", "宁夏回族自治区", "福建省", "浙江省"),
    *("河南省/鹤壁市", "四川省/德阳市", "广东省/东莞市", "广东省/佛山市", "广东省/惠州市/惠城区", "黑龙江省"),
    *(
        "陕西省/西安市",
        "湖南省",
        "上海市",
        "山东省/东营市",
        "河南省/项城市",
        "辽宁省/葫芦岛市/兴城市",
        "上海市/浦东新区",
    ),
)


@pytest.mark.parametrize(
    ("text", "mention", "path"),
    [
        ("姜燕区的公寓", "姜燕区", "江苏省/泰州市/姜堰区"),
        ("通洲区的项目", "通洲区", "江苏省/南通市/通州区"),
        ("江晋的基金", "江晋", "重庆市/江津区"),
        ("武近区人才公寓怎么申请？", "武近区", "江苏省/常州市/武进区"),
        ("请问在江金区创业有补助吗？", "江金区", "重庆市/江津区"),
        ("哪里能办居住证？我在同舟区", "同舟区", "江苏省/南通市/通州区"),
        ("怎样落户普东新区", "普东新区", "上海市/浦东新区"),
        ("佛衫市的技师奖励", "佛衫市", "广东省/佛山市"),
        ("泰星市引进博士给多少", "泰星市", "江苏省/泰州市/泰兴市"),
        ("武近人才引进补贴多少？", "武近", "江苏省/常州市/武进区"),
        ("我打算去苏洲工作，怎么租房？", "苏洲", "江苏省/苏州市"),
        ("胡南的安家费有多少？", "胡南", "湖南省"),
        ("企业在东管招人有奖励吗", "东管", "广东省/东莞市"),
        ("技师晋级有奖励吗？黑龙姜", "黑龙姜", "黑龙江省"),
        ("创新团队最高资助多少，上嗨", "上嗨", "上海市"),
    ],
)
def test_misspelt_names_are_found_by_their_sound(text: str, mention: str, path: str) -> None:
    (place,) = find_places_by_pinyin(text, CORPUS)
    assert (text[place.span.start : place.span.end], place.paths, place.form) == (mention, (path,), "sound")


@pytest.mark.parametrize("text", ["通州区的公寓", "讲演比赛", "北京的公寓", "丰县与封县", ""])
def test_right_names_and_words_of_the_same_sound_are_not_misspelt(text: str) -> None:
    assert find_places_by_pinyin(text, (*CORPUS, "江苏省/徐州市/丰县")) == []


@pytest.mark.parametrize(
    "text",
    [
        # Across the border of two words, or inside one.
        *(
            "技术工作者将怎样参评？",
            "如何避免重复领取？",
            "劳动关系存续期间",
            "意大利专家",
            "城市建设资金",
            "信息安全人才",
        ),
        # Words of one character side by side, and the end of a phrase before another word.
        *(
            "证书的英文译本",
            "次年夏天开班",
            "部门和北方企业",
            "协会成立以后",
            "听不见的孩子",
            "生活上还管什么？",
            "日语中怎么说？",
        ),
        *("向城市居民发放", "外向型城市转型", "各市和区县"),
        # Part of a longer name that the dictionary does not know.
        *("恒达理捐了多少？", "董江晋获得什么称号？", "达理平的申请", "苏洲燕是谁？"),
        # Nothing is right but the sound.
        *("吴劲的项目", "正洲的补贴", "之江的补贴"),
    ],
)
def test_accidents_of_neighbouring_words_are_no_misspelt_places(text: str) -> None:
    assert find_places_by_pinyin(text, (*CORPUS, "河南省/郑州市", "河南省/信阳市/浉河区")) == []


def test_covering() -> None:
    assert covers("江苏省", "江苏省/南通市/通州区")
    assert covers("江苏省/南通市", "江苏省/南通市")
    assert not covers("江苏省/南通市", "江苏省")
    assert not covers("江苏省/南", "江苏省/南通市")
    assert related("江苏省/南通市", "江苏省")
    assert not related("江苏省/南通市", "江苏省/泰州市")


def test_short_names() -> None:
    assert [short_name(p) for p in ("江苏省/南通市", "上海市/浦东新区", "内蒙古自治区", "吉林省/延边朝鲜族自治州")] == [
        "南通",
        "浦东",
        "内蒙古",
        "延边",
    ]


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("南通州市区江苏省泰北京海和平县新城大学路 \n"), st.characters()), max_size=40
    )
)
def test_mentions_are_in_order_apart_and_inside(text: str) -> None:
    mentions = find_places(text)
    ends = [0, *(m.span.end for m in mentions)]
    assert all(before <= m.span.start < m.span.end <= len(text) for before, m in zip(ends, mentions, strict=False))
    assert all(m.paths for m in mentions)

"""Invented documents to cite from, and an index of them that needs no model."""

from pathlib import Path

from conftest import FakeEncoder

from index.build import build
from index.store import Index

RULES = """---
id: qingyu-rules
title: 青屿市鼓励人才创新创业办法
issuer: 青屿市人民政府
number: 青政发〔2024〕7号
published: 2024-03-15
region: 东澜省/青屿市
kind: policy
url: https://example.org/rules.html
---

青屿市鼓励人才创新创业办法

第一章 总则

第一条 为吸引各类人才来青屿市创新创业，促进海洋装备和生物医药产业发展，制定本办法。

第二条 市人才工作局负责本办法的组织实施，市财政局负责资金保障，各区人民政府应当予以配合。

第二章 支持措施

第三条 对新引进的博士研究生，给予购房补贴四十二万元，分三年发放。对新引进的硕士研究生，给予购房补贴十八万元。

第四条 创业团队可以申请场地补贴，每平方米每月最高三十元，补贴面积不超过500平方米，期限不超过三年。

第五条 符合条件的人才应当在入职后六个月内，通过市人才服务平台提出申请。逾期未申请的，不予受理。

第六条 有下列情形之一的，不给予购房补贴：
（一）在本市已有住房的；
（二）提供虚假材料的；
（三）申请之日前两年内受过行政处罚的。

第七条 企业每引进1名年薪50万元以上的高层次人才，给予企业一次性奖励2万元，每家企业每年最高奖励20万元。

第八条 市级创业大赛一等奖奖金为100万元，二等奖奖金为50万元，三等奖奖金为20万元。获奖项目应当在2025年12月31日前落户。

第三章 附则

第九条 本办法自2024年5月1日起施行，有效期三年。
"""

REPORT = """---
id: haitang-report
title: 海棠市人才发展报告
issuer: 海棠市人才工作局、海棠市统计局、海棠市财政局、海棠市教育局
published: 2023-12-28
region: 西澜省/海棠市
kind: report
url: https://example.org/report.html
---

海棠市人才发展报告

一、基本情况

（一）总量稳步增长。截至2023年底，海棠市人才总量达到36.8万人，比上年增长8.5%。全年新增高层次人才1200人，其中博士310人。

（二）载体不断扩大。全市建成博士后工作站26家，人才公寓4200套，入住率超过90%。高校毕业生留海就业比例由35%提高到42%。

二、主要做法

（一）办好赛事。连续举办六届海棠湾创新创业大赛，吸引来自18个国家和地区的2300多个项目报名，累计落地项目347个，带动投资近40亿元。

（二）优化服务。设立人才服务专窗12个，实行一次告知、一窗受理、限时办结，平均办理时间由7个工作日缩短到3个工作日。

三、存在问题

部分园区配套不足，人才子女入学等待时间较长，海洋工程领域领军人才仍然短缺。2022年第四季度有13家企业反映招聘困难。
"""

DIGEST = """---
id: yunqiao-notice
title: 云峤区人才公寓申请通知
issuer: 云峤区住房局
published: 2023-11
region: 东澜省/青屿市/云峤区
kind: notice
origin: 通知原文.txt
origin_sha256: 0000000000000000000000000000000000000000000000000000000000000000
---

云峤区人才公寓申请通知

一、申请条件

申请人应当在云峤区就业满六个月，且本人及配偶在本区没有住房。已享受购房补贴的人员不得申请。

二、租金标准

人才公寓租金按市场价的百分之六十收取，租期最长五年。合租的，每人每月租金不低于400元。

三、办理时间

申请每季度受理一次，受理窗口设在云峤区政务服务中心二楼，咨询电话为0000-1234567。
"""

MAGAZINE = """---
id: magazine
title: 引才先引心 青屿的三件小事
author: 王一、李二
publication: 人才研究
published: 2024
issue: 10
pages: 21-23
region: 东澜省/青屿市
kind: article
---

引才先引心 青屿的三件小事

编者按：青屿市靠海吃海，也靠人才。

青屿人常说，一条船要有好水手。三年来，青屿市从细处着手，为外来人才办了三件小事：接站、找房、找学校。

第一件事是接站。凡是来青屿面试的毕业生，凭面试通知可以免费乘坐机场大巴，还可以领取一张七天有效的公交卡。

第二件事是找房。毕业生可以在人才驿站免费住宿七天，三年来驿站共接待毕业生5600人次，满意率达到98%。
"""

DOCUMENTS = {
    "qingyu-rules.md": RULES,
    "haitang-report.md": REPORT,
    "yunqiao-notice.md": DIGEST,
    "magazine.md": MAGAZINE,
}


def write_corpus(folder: Path) -> Path:
    """The documents as files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build_corpus(folder: Path) -> Index:
    """An index of the documents, read and cut as the program does it."""
    build([write_corpus(folder / "corpus")], folder / "index", FakeEncoder())
    return Index.open(folder / "index")

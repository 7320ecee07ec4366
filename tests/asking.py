"""An invented corpus and an engine over it with the bundled encoder, whose cosines the fitted models expect."""

from collections.abc import Mapping
from pathlib import Path

from index.build import build
from index.encoders import shared_encoder
from index.store import Index
from qa.engine import PolicyQA

MEASURES = """---
id: measures
title: 昆山市人才创新创业扶持办法
issuer: 昆山市人民政府
region: 江苏省/苏州市/昆山市
published: 2024-03-01
kind: policy
---

# 昆山市人才创新创业扶持办法

## 一、扶持标准

### （一）创业启动

对新落户的领军团队，给予最高80万元创业启动资金和不少于120平方米的办公场所，三年内免收租金。

### （二）安居保障

对全职引进的博士，给予每月3000元租房补贴，最长不超过36个月。全市筹建人才公寓650套。

### （三）贷款贴息

人才企业可申请最高�00万元的信用贷款，贴息比例不超过50%。

## 二、办理程序

1.申报。每年4月底前，由企业向所在区镇提出申请。

2.评审。市人才办会同财政局组织专家评审。

3.公示。评审结果在市政府网站公示5个工作日。

## 附件 任务分工表

| 序号 | 任务 | 责任单位 |
| --- | --- | --- |
| 1 | 建设人才公寓并负责日常运营 | 住建局★、人才办 |
| 2 | 举办创业大赛不少于6场 | 科技局★、团市委★、人社局 |
| 3 | 编制紧缺人才目录 | 人社局、工信局 |

注：标“★”的为牵头单位。
"""
NEWS = """---
id: news
title: 如东县2023年人才工作综述
issuer: 如东县人民政府
region: 江苏省/南通市/如东县
published: 2024-01-15
kind: news
---

# 如东县2023年人才工作综述

2023年，如东县共引进博士46名，建成人才公寓280套，发放租房补贴1200万元。

全县举办创业大赛3场，签约项目19个。
"""


def asking_engine(folder: Path, others: Mapping[str, str] | None = None, *, alone: bool = False) -> PolicyQA:
    """An engine over the two documents and `others` by name, or over these alone, indexed below `folder`."""
    corpus = folder / "corpus"
    corpus.mkdir()
    own = {} if alone else {"measures": MEASURES, "news": NEWS}
    for name, text in {**own, **(others or {})}.items():
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    encoder = shared_encoder()
    build([corpus], folder / "index", encoder)
    return PolicyQA(Index.open(folder / "index"), encoder)

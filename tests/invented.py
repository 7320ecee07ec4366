"""A few invented documents of invented places, written to a folder, and `policyqa` run over them as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MEASURES = """---
id: qingyu-measures
title: 青屿市鼓励人才创新创业办法
issuer: 青屿市人民政府
number: 青政发〔2024〕7号
region: 东澜省/青屿市
published: 2024-03-01
kind: policy
url: https://example.org/qingyu/7
---

# 青屿市鼓励人才创新创业办法

## 第一章 总则

第一条 为吸引各类人才来青屿市创新创业，制定本办法。

第二条 市人才工作局负责本办法的组织实施，市财政局负责安排资金。

## 第二章 支持措施

第三条 对新引进的博士研究生，给予购房补贴42万元，分三年发放。对新引进的硕士研究生，给予购房补贴18万元。

第四条 创业团队可以申请以下支持：

（一）场地补贴，每平方米每月最高30元，期限不超过3年；

（二）启动资金，最高60万元；

（三）贷款贴息，每年最高5万元。

第五条 符合条件的人才应当在入职后6个月内，通过市人才服务平台提出申请。

## 附件 任务分工

| 序号 | 任务 | 责任单位 |
| --- | --- | --- |
| 1 | 建设人才公寓600套 | ★市住房局、市财政局 |
| 2 | 发布紧缺人才目录 | 市人才工作局、市统计局 |
"""
NOTICE = """云峤区人才公寓申请通知

一、申请条件
申请人应当在云峤区就业满6个月，且本人及配偶在本区没有
住房。

二、租金标准
人才公寓租金按市场价的60%收取，租期最长5年。

三、联系方式
咨询电话：0000-1234567。

                                        云峤区住房局
                                        2023年5月9日
"""
DIGEST = """---
id: haitang-digest
title: 海棠市2022年人才工作总结
issuer: 海棠市人才工作局
region: 东澜省/海棠市
published: 2022-12-30
kind: report
origin: 海棠总结.txt
origin_sha256: 1111111111111111111111111111111111111111111111111111111111111111
---

# 海棠市2022年人才工作总结（摘编）

## 一、基本情况

2022年，海棠市新增高层次人才1200人，比上一年增长8%。全市建成人才驿站15家。

## 二、主要做法

海棠市举办创业大赛9场，落地项目33个。海棠市另有\ufffd0万元专项资金用于奖励。
"""
LONG = "# 海棠市人才服务清单\n\n## 一、服务事项\n\n" + "".join(
    f"第{n}项服务由第{n}窗口办理，申请材料齐全的当天办结，材料不全的一次告知需要补正的全部内容。" for n in range(1, 25)
)
"""One paragraph far over 240 characters, of sentences that are all alike."""

FILES = {"办法.md": MEASURES, "通知.txt": NOTICE, "摘编.md": DIGEST, "清单 一\n份.md": LONG}


def write(folder: Path) -> Path:
    """Writes the documents, one duplicate and one file that cannot be read into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "通知副本.txt").write_text(NOTICE, encoding="utf-8", newline="\n")
    (folder / "短.txt").write_text("太短", encoding="utf-8")
    return folder


def policyqa(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `policyqa` in a folder; in English unless asked otherwise."""
    variables = {**os.environ, "POLICYQA_LANG": "en", **environment}
    command = [sys.executable, str(ROOT / "app.py"), *args]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, timeout=300)

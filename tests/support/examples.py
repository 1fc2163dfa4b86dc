"""What did people decide before? Cases of the hotline as the examples a model of its own learns from."""

from __future__ import annotations

import json
import uuid
from typing import Any

from bangban.governance import employees
from bangban.governance.models import Case, CaseStatus
from bangban.services.hotline.models import Example

SAID = {
    "bureau": (
        "物业收费不合理，小区物业乱收停车费",
        "开发商延期交房，住房质量有问题",
        "小区电梯维修基金没有公示",
    ),
    "centre": ("公交车改线后老人乘车不便", "网约车司机拒载，请交通部门处理", "出租车不打表，要价很高"),
    "river": ("工地拖欠农民工工资三个月", "公司不交社保，劳动合同不给", "加班费不发，劳动仲裁怎么申请"),
}


def examples(people: Any, each: int = 40, wrong: int = 0) -> None:
    """Cases people decided about; in the first `wrong` of every agency the machine had proposed another one."""
    employees.assign_scenarios(
        people.employee, ["hotline.dispatch", "hotline.model"], people.admin, "learns", now=people.now
    )
    cases, rows = [], []
    for code, texts in SAID.items():
        for number in range(each):
            text = f"{texts[number % len(texts)]}，第{number}栋{number * 7}号的住户反映，希望尽快解决。"
            cases.append(
                Case(
                    uid=uuid.UUID(int=len(cases)),
                    scenario="hotline.dispatch",
                    agency=people.centre,
                    employee=people.employee,
                    impact="II",
                    data_class="sensitive",
                    source="import",
                    asked_by="resident:anonymous",
                    status=CaseStatus.DONE,
                    title=text[:20],
                    inputs=json.dumps({"text": text}, ensure_ascii=False),
                    opened_at=people.now,
                )
            )
            rows.append((code, "bureau" if number < wrong else code))
    Case.objects.bulk_create(cases)
    Example.objects.bulk_create(
        Example(
            case=case, agency=people.centre, label=label, proposed=proposed, confirmed=True,
            kind="accepted" if label == proposed else "amended", at=people.now,
        )
        for case, (label, proposed) in zip(cases, rows, strict=True)
    )  # fmt: skip

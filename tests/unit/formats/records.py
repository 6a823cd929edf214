"""A record in the exact shape of the published ones, written for tests."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "data" / "kosodate-registry" / "sample_records.json"
"""Three published records, where the folder stands beside the checkout."""

_AGES = {"targetAge": None, "targetAgeOfMonths": None}
_PERIOD = {"fromYMD": None, "fromHM": None, "toYMD": None, "toHM": None, "conditions": None}

CLEAN: dict[str, Any] = {
    "institutionName": {"canonicalName": "乳幼児の相談", "shortName": "すこやか相談"},
    "summary": "育ちの心配ごとを、保健師に相談できます。",
    "description": "申し込み\n電話で予約してください。",
    "target": {
        "targetPersons": "未就学の子ども",
        "lessThan": dict(_AGES),
        "lessThanOrEqualTo": {"targetAge": 5, "targetAgeOfMonths": None},
        "greaterThanOrEqualTo": {"targetAge": None, "targetAgeOfMonths": 4},
        "greaterThan": dict(_AGES),
        "conditions": "利島村に住んでいること",
    },
    "support": {"description": "個別の相談", "monetarySupport": None, "materiallySupport": "個別の相談"},
    "cost": "無料",
    "costConditions": "物品は実費",
    "implementationPeriod": {**_PERIOD, "fromHM": "10:00", "toHM": "11:30", "conditions": "毎月第2水曜日"},
    "implementationPlace": {"implementationName": "保健センター", "implementationAddress": "東京都利島村1"},
    "capacity": "10人",
    "utilizationTime": {
        "fromHM": "09:00",
        "toHM": None,
        "condiutilizationConditionstions": "昼休みを除きます",
    },
    "specificDate": "5月5日",
    "holiday": "土日祝日",
    "utilization": "直接お越しください",
    "procedurePersons": "保護者",
    "procedureMethod": "窓口または電話で予約",
    "procedurePeriod": {**_PERIOD, "fromYMD": "2024-04-01", "toYMD": "2025-03-31"},
    "electronicSubmission": True,
    "belongings": "・母子健康手帳\n・本人確認書類",
    "procedureDocumentsCode": {"code": "A01", "others": "申請書;https://www.example.jp/form.pdf"},
    "procedureCounter": "住民課",
    "relatedLink": [
        {"uri": "https://www.example.jp/a", "title": "一覧"},
        {"uri": "https://www.example.jp/b", "title": None},
    ],
    "localGovernmentLink": {"uri": "https://www.example.jp/", "title": "相談"},
    "formLink": [{"uri": "https://www.example.jp/form.pdf", "title": "申請書"}],
    "contact": {
        "contactName": "住民課",
        "contactPhone": "04992-9-0000",
        "contactEx": "12",
        "contactEmail": "soudan@example.jp",
        "contactUrl": "https://www.example.jp/ask",
        "contactComment": "平日のみ",
        "zipCode": "1000301",
        "contactAddress": "東京都利島村1",
    },
    "area": {"areaCode": "133621;利島村", "areaText": "村内"},
    "class": 1,
    "remarks": "試験用",
    "basicInformation": {
        "psid": "psid3.0+1000020133621+900001+UM119",
        "organization": "1000020133621",
        "compartment": "住民課",
        "compartmentCode": "J1",
        "institutionType": 1,
    },
    "updateDate": "2024-07-08",
    "odInformation": {"updateDate": "2024-07-09", "updater": "利島村", "content": "新規登録"},
    "regulation": {"regulationName": "母子保健法", "regulationArticle": "第10条"},
    "tag": {"categoryCode": ["003"], "targetCode": ["087"], "contentsCode": ["079", "082"]},
    "useConsiderationFlag": True,
}


def record(**changes: Any) -> dict[str, Any]:
    """Return a copy of the clean record; a key with two underscores reaches a leaf: ``contact__zipCode=…``."""
    made = copy.deepcopy(CLEAN)
    for path, value in changes.items():
        *groups, last = path.split("__")
        place = made
        for group in groups:
            place = place[group]
        place[last] = value
    return made

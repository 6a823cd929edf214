"""What the fields of a record are called at the desk, and the words of their codes."""

from __future__ import annotations

LABELS: dict[str, str] = {
    # the record
    "name": "名称",
    "common_name": "通称",
    "summary": "概要(2文まで)",
    "description": "説明",
    "words": "くらしの言葉",
    "level": "段階",
    "area": "対象地域のコード",
    "area_note": "対象地域の補足",
    "owner": "所管",
    "operator": "実施組織",
    "audience": "利用者",
    "categories": "分野(CSC)",
    "targets": "対象者(CBF)",
    "contents": "種類(CCT)",
    "life_events": "ライフイベント",
    "menu": "メニュー番号",
    "origin": "元の制度",
    "periods": "受付・実施の期間",
    "channels": "受付方法",
    "documents": "必要なもの",
    "fees": "手数料・費用",
    "contacts": "問い合わせ先",
    "links": "リンク",
    "legal_basis": "根拠法令",
    "digital": "デジタル化の状況",
    "volume": "年間の件数",
    "occurrence": "一生のうちの回数",
    "checked_on": "最終確認日",
    "review_on": "見直し予定日",
    "public_from": "公開の始まり",
    "public_until": "公開の終わり",
    "remarks": "備考",
    "sensitive": "利用上の配慮が要る",
    "target": "対象",
    "support": "支援の内容",
    "places": "実施場所",
    "capacity": "定員",
    "usage": "利用方法",
    "procedures": "手続の番号",
    "requires": "受けていることが条件の制度",
    "excludes": "いっしょに受けられない制度",
    "rules": "規則の名前",
    "filing": "手続の類型",
    "who": "届け出る人",
    "actor": "手続の主体",
    "recipient": "手続の受け手",
    "via": "経由する機関",
    "steps": "手順",
    "minutes": "記入にかかる分",
    "asked": "書いてもらう項目",
    "identity_check": "本人確認",
    "legal_procedures": "法令手続ID",
    "extra": "ほかの形式の項目",
    # the parts
    "body": "法人番号",
    "section": "部署",
    "section_code": "部署コード",
    "phone": "電話",
    "extension": "内線",
    "email": "メール",
    "url": "URL",
    "hours": "受付時間",
    "postal_code": "郵便番号",
    "address": "住所・宛先",
    "note": "補足",
    "kind": "種類",
    "processing": "標準処理期間",
    "text": "原文",
    "days": "日",
    "months": "か月",
    "years": "年",
    "needed_when": "必要な場合",
    "required": "必ず要る",
    "code": "コード",
    "yen": "円",
    "channel": "受付方法",
    "title": "題名",
    "role": "役割",
    "law": "法令名",
    "article": "条項",
    "state": "状況",
    "reason_kind": "できない理由の種類",
    "reason": "理由",
    "since": "いつから",
    "count": "件数",
    "online": "うちオンライン",
    "fiscal_year": "年度",
    "source": "出典",
    "frequency": "頻度",
    "from_age": "何歳から",
    "to_age": "何歳まで",
    "number": "番号",
    "change": "変更区分",
    "from": "始まり",
    "until": "終わり(その月は含まない)",
    "to": "終わり",
    "from_time": "始まりの時刻",
    "to_time": "終わりの時刻",
    "latest": "遅くとも",
    "event": "数え始めるできごと",
    "first_day_counts": "初日を数える",
    "rolls_to_working_day": "休日なら次の開庁日",
    "purpose": "何の期間か",
    "standing": "確かさ",
    "quote": "もとの言葉",
    "money": "金銭的な支援",
    "goods": "物品・サービス",
    "amounts": "金額",
    "per": "何あたり",
    "upper_limit": "上限額",
    "persons": "対象となる人",
    "conditions": "条件",
    "ages": "対象の年齢(月)",
    "ja": "日本語",
    "easy": "やさしい日本語",
    "en": "英語",
}

OWN: dict[tuple[str, str], str] = {
    ("owner", "name"): "団体名",
    ("contacts", "name"): "窓口の名前",
    ("channels", "name"): "受付の名前",
    ("documents", "name"): "名前",
    ("documents", "url"): "様式のURL",
    ("places", "name"): "場所の名前",
    ("ages", "from"): "何か月から",
    ("ages", "until"): "何か月になる前まで",
    ("support", "text"): "支援の内容(全体)",
    ("fees", "text"): "費用の説明",
    ("amounts", "text"): "金額の説明",
    ("periods", "text"): "期間の原文",
    ("processing", "text"): "処理期間の原文",
}
"""Names that depend on the part a field stands in."""

CODES: dict[str, dict[str, str]] = {
    "level": {"nation": "国", "metropolis": "都", "municipality": "区市町村", "other": "その他"},
    "audience": {"resident": "住民", "business": "事業者", "both": "住民と事業者", "office": "行政"},
    "role": {
        "official": "公式ページ",
        "related": "関連ページ",
        "form": "様式",
        "apply": "申請ページ",
        "law": "法令",
    },
    "channel": {
        "online": "オンライン",
        "counter": "窓口",
        "post": "郵送",
        "phone": "電話",
        "fax": "ファクス",
        "email": "メール",
        "employer": "勤め先",
        "school": "学校",
        "hospital": "医療機関",
        "automatic": "申請不要",
        "event": "会場",
    },
    "period": {
        "range": "日付の範囲",
        "rolling": "できごとから数える",
        "yearly": "毎年の期間",
        "budget": "予算がなくなるまで",
        "always": "いつでも",
        "unreadable": "読み取れない",
    },
    "state": {
        "done": "できる",
        "partly": "一部できる",
        "not_yet": "まだ",
        "exempt": "対象外",
        "other": "その他",
        "unknown": "わからない",
    },
    "reason_kind": {
        "law": "法令の改正が必要",
        "discretion": "裁量で決めている",
        "cost": "費用",
        "original": "原本が必要",
        "face_to_face": "対面が必要",
        "volume": "件数が少ない",
        "planned": "予定がある",
        "other": "その他",
    },
    "frequency": {
        "once": "一生に一度",
        "few_times": "数回",
        "yearly": "毎年",
        "monthly": "毎月",
        "often": "しばしば",
        "per_event": "できごとのたび",
        "unknown": "わからない",
    },
    "purpose": {"apply": "手続の期間", "offered": "実施の期間"},
    "standing": {"stated": "明記", "inferred": "推定", "unknown": "不明"},
    "per": {
        "month": "月",
        "year": "年",
        "once": "1回かぎり",
        "day": "日",
        "hour": "時間",
        "time": "回",
        "child": "子ども1人",
    },
    "change": {"0": "言葉だけ違う", "1": "追加がある", "2": "条件で細かく分かれる"},
    "filing": {
        "application": "申請",
        "report": "届出",
        "decision": "処分通知",
        "delivery": "交付",
        "inspection": "縦覧",
        "keeping": "作成・保存",
        "other": "その他",
    },
    "kind": {"program": "制度", "procedure": "手続"},
}


def label_of(name: str, *, within: str = "") -> str:
    """Return what a field is called; a name without a label is shown as it is.

    >>> label_of("url"), label_of("name", within="owner")
    ('URL', '団体名')
    """
    return OWN.get((within, name)) or LABELS.get(name, name)


def codes_of(name: str, *, within: str = "") -> dict[str, str]:
    """Return the words of a field's codes."""
    if name == "kind" and within in ("channels", "periods"):
        return CODES["channel" if within == "channels" else "period"]
    return CODES.get(name, {})


def pointer_label(pointer: str) -> str:
    """Return a dotted path in words.

    >>> pointer_label("links.0.url"), pointer_label("name.ja"), pointer_label("target.ages")
    ('リンク 1 › URL', '名称 › 日本語', '対象 › 対象の年齢(月)')
    """
    told: list[str] = []
    within = ""
    for step in pointer.split("."):
        if step.isdigit():
            told[-1:] = [f"{told[-1]} {int(step) + 1}"] if told else [step]
        else:
            told.append(label_of(step, within=within))
            within = step
    return " › ".join(told)


def plain_words(value: object, *, name: str = "", within: str = "") -> str:
    """Return a plain JSON value as a clerk reads it; a code becomes its word.

    >>> plain_words({"ja": "転入届", "en": "Moving in"}), plain_words(["a", "b"]), plain_words(None)
    ('転入届 / Moving in', 'a、b', '(なし)')
    """
    if value is None or value in ("", [], {}):
        return "(なし)"
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case str():
            return codes_of(name, within=within).get(value, value)
        case int() | float():
            return codes_of(name, within=within).get(str(value), str(value))
        case list():
            return "、".join(plain_words(one, name=name, within=within) for one in value)
        case dict():
            if set(value) <= {"ja", "easy", "en"}:
                return " / ".join(str(value[key]) for key in ("ja", "easy", "en") if value.get(key))
            return "、".join(
                f"{label_of(key, within=name)}: {plain_words(one, name=key, within=name)}"
                for key, one in value.items()
            )
    return str(value)

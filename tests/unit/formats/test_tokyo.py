"""Records of the Tokyo registry: read with named repairs, written back leaf by leaf, without loss."""

from __future__ import annotations

import copy
import json
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.formats.records import CLEAN, REAL, record
from todoke.formats.generating.writing import records
from todoke.formats.repairs import PROBLEMS, RULES, RecordError
from todoke.formats.tokyo.leaves import blank, get, labels, leaves, put
from todoke.formats.tokyo.reading import parse
from todoke.formats.tokyo.rendering import canonical, render
from todoke.records.content import ProgramContent, as_json, read_content
from todoke.records.parts import AgeBand, Link, Target
from todoke.records.periods import Always, DateRange, Unreadable


def program(raw) -> ProgramContent:
    content = parse(raw).content
    assert isinstance(content, ProgramContent)
    return content


def rules(raw) -> list[tuple[str, str]]:
    return [(repair.field, repair.rule) for repair in parse(raw).repairs]


def kinds(raw) -> list[str]:
    return [problem.kind for problem in parse(raw).problems]


def differing(one, other, path="") -> set[str]:
    """Return the paths of the leaves in which two records differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            found
            for key in one.keys() | other.keys()
            for found in differing(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))
        }
    return set() if one == other else {path}


def test_the_leaves_are_those_of_a_record():
    def shape(group):
        return {key: shape(value) if isinstance(value, dict) else None for key, value in group.items()}

    assert shape(blank()) == shape(CLEAN)
    in_lists = sum(leaf.type == "links" for leaf in leaves())
    assert len(leaves()) + in_lists == 78
    assert {leaf.header_source for leaf in leaves()} == {"validator", "reported", "ours"}


def test_a_clean_record_is_read_without_a_repair():
    parsed = parse(CLEAN, position=7)
    assert (parsed.position, parsed.number) == (7, "psid3.0+1000020133621+900001+UM119")
    assert (parsed.repairs, parsed.problems) == ((), ())
    content = program(CLEAN)
    assert content.common_name is not None
    assert content.common_name.ja == "すこやか相談"
    assert (content.level, content.area, content.menu) == ("municipality", ("133621",), "UM119")
    assert content.target.ages == (AgeBand.model_validate({"from": 4, "until": 72}),)
    assert content.checked_on == date(2024, 7, 8)
    assert [fee.yen for fee in content.fees] == [0]
    assert [(each.name.ja, each.url, each.code) for each in content.documents] == [
        ("母子健康手帳", None, None),
        ("本人確認書類", None, None),
        ("申請書", "https://www.example.jp/form.pdf", "others"),
    ]
    assert [channel.kind for channel in content.channels] == ["counter", "online", "phone"]
    offered, apply = content.periods
    assert isinstance(offered, DateRange)
    assert isinstance(apply, DateRange)
    assert (offered.purpose, offered.from_time, offered.to_time) == ("offered", time(10), time(11, 30))
    assert (apply.purpose, apply.from_, apply.to) == ("apply", date(2024, 4, 1), date(2025, 3, 31))
    assert content.sensitive
    assert content.owner.name == "利島村"


def test_every_leaf_reaches_the_content():
    whole = canonical(parse(CLEAN).number, program(CLEAN))
    reaching = {leaf.path for leaf in leaves() if get(CLEAN, leaf.path) not in (None, [])}
    # 以下 is written as 未満 and a list without its bullets: the same said otherwise.
    otherwise = {
        "belongings",
        "target.lessThan.targetAge",
        "target.lessThanOrEqualTo.targetAge",
    }
    assert differing(whole, CLEAN) == otherwise
    assert len(reaching) > 60


def test_nothing_changed_gives_the_record_itself():
    original = record(updateDate="2024/07/08", contact__contactEmail="a(at)example.jp\n")
    assert render(parse(original).number, program(original), original) is original


@pytest.mark.parametrize(
    ("change", "leaves_touched"),
    [
        ({"name": "赤ちゃん相談"}, {"institutionName.canonicalName"}),
        ({"summary": None}, {"summary"}),
        ({"capacity": "20人"}, {"capacity"}),
        ({"checked_on": date(2026, 11, 1)}, {"updateDate"}),
        ({"sensitive": False}, {"useConsiderationFlag"}),
        ({"categories": ("003", "027")}, {"tag.categoryCode"}),
        ({"area_note": None}, {"area.areaText"}),
    ],
)
def test_a_change_touches_only_its_leaves(change, leaves_touched):
    original = record(contact__contactEmail="a(at)example.jp\n", summary="説明\t")
    changed = read_content({**as_json(program(original)), **change})
    assert isinstance(changed, ProgramContent)
    assert differing(render(parse(original).number, changed, original), original) == leaves_touched


def test_a_changed_age_leaves_no_old_leaf_behind():
    original = record()
    content = program(original)
    changed = content.model_copy(
        update={
            "target": Target(
                persons=content.target.persons,
                conditions=content.target.conditions,
                ages=(AgeBand.model_validate({"from": 4, "until": 48}),),
            )
        }
    )
    written = render(parse(original).number, changed, original)
    assert program(written).target.ages == changed.target.ages
    assert differing(written, original) == {
        "target.lessThan.targetAge",
        "target.lessThanOrEqualTo.targetAge",
    }


def test_a_new_period_leaves_no_old_word_in_a_date():
    original = record(procedurePeriod__fromYMD="随時", procedurePeriod__toYMD=None)
    content = program(original)
    changed = content.model_copy(
        update={"periods": (content.periods[0], Unreadable(text="窓口で確かめてください"))}
    )
    written = render(parse(original).number, changed, original)
    assert written["procedurePeriod"]["fromYMD"] is None
    assert written["procedurePeriod"]["conditions"] == "窓口で確かめてください"
    assert written["implementationPeriod"] == original["implementationPeriod"]


def test_a_changed_link_leaves_its_neighbours_as_published():
    original = record(
        relatedLink=[
            {"uri": " https://www.example.jp/a", "title": "一覧\n", "note": "そのまま"},
            {"uri": "https://www.example.jp/b", "title": None},
        ]
    )
    content = program(original)
    links = [
        link.model_copy(update={"url": "https://www.example.jp/new"}) if link.url.endswith("/b") else link
        for link in content.links
    ]
    written = render(parse(original).number, content.model_copy(update={"links": tuple(links)}), original)
    assert written["relatedLink"] == [
        original["relatedLink"][0],
        {"uri": "https://www.example.jp/new", "title": None},
    ]


def test_without_an_original_a_whole_record_is_written():
    content = ProgramContent.model_validate(
        {"name": "見守り", "level": "municipality", "area": ["131016"], "owner": {"body": "8000020131016"}}
    )
    number = "psid3.0+8000020131016+900009+UM106"
    written = render(number, content)
    assert differing(written, blank()) == {
        "institutionName.canonicalName",
        "institutionName.shortName",
        "electronicSubmission",
        "area.areaCode",
        "class",
        "basicInformation.psid",
        "basicInformation.organization",
        "basicInformation.institutionType",
        "useConsiderationFlag",
    }
    assert written["area"]["areaCode"] == "131016;千代田区"
    assert program(written).name == content.name


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        (record(tag__categoryCode=["002，003"]), ("tag.categoryCode", "code_comma")),
        (record(tag__categoryCode=["027 "]), ("tag.categoryCode", "code_space")),
        (record(tag__targetCode=["86"]), ("tag.targetCode", "code_zeros")),
        (record(tag__categoryCode=["003", "079"]), ("tag.categoryCode", "code_moved")),
        (record(tag__categoryCode=["003", "003"]), ("tag.categoryCode", "code_twice")),
        (record(tag__categoryCode="003"), ("tag.categoryCode", "list_text")),
        (record(tag__targetCode=["０８６"]), ("tag.targetCode", "width")),
        (record(area__areaCode="133078;檜原村\t"), ("area.areaCode", "area_form")),
        (record(contact__contactEmail="a(at)example.jp\n"), ("contact.contactEmail", "email_at")),
        (record(contact__contactEmail="a（ａｔ）example.jp"), ("contact.contactEmail", "email_at")),
        (record(contact__zipCode="〒100-0301"), ("contact.zipCode", "zip_form")),
        (record(contact__contactPhone="０４９９２－９－００００"), ("contact.contactPhone", "width")),
        (record(updateDate="2024/04/01"), ("updateDate", "date_form")),
        (record(updateDate="令和6年4月1日"), ("updateDate", "date_form")),
        (record(updateDate="2024-04-01 00:00:00"), ("updateDate", "date_time")),
        (record(procedurePeriod__fromYMD="随時"), ("procedurePeriod.fromYMD", "always")),
        (record(procedurePeriod__toYMD="定員になるまで"), ("procedurePeriod.toYMD", "date_words")),
        (record(implementationPeriod__fromHM="9:00"), ("implementationPeriod.fromHM", "time_form")),
        (record(implementationPeriod__fromHM="午後1時30分"), ("implementationPeriod.fromHM", "time_form")),
        (record(summary="説明\t\n"), ("summary", "trim")),
        (record(summary="説\x00明"), ("summary", "control")),
        (record(summary="一\r\n二"), ("summary", "line_ends")),
        (record(remarks=""), ("remarks", "empty")),
        (record(electronicSubmission="true"), ("electronicSubmission", "flag_text")),
        (
            record(target__lessThanOrEqualTo={"targetAge": "５歳", "targetAgeOfMonths": None}),
            ("target.lessThanOrEqualTo.targetAge", "number_text"),
        ),
        (
            record(relatedLink=[{"uri": "案内 https://www.example.jp/a ", "title": None}]),
            ("relatedLink[0].uri", "url_form"),
        ),
        (
            record(basicInformation__psid="psid3.0+1000020133621+900001+UM119 "),
            ("basicInformation.psid", "trim"),
        ),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, tuple) else "",
)
def test_each_repair_is_named(dirty, expected):
    assert expected in rules(dirty)
    before = next(repair.before for repair in parse(dirty).repairs if repair.rule == expected[1])
    assert before == get(dirty, expected[0]) or isinstance(before, str)
    assert render(parse(dirty).number, program(dirty), dirty) is dirty


def test_repaired_codes_are_clean():
    raw = record(
        tag__categoryCode=["002，003", "027 "], tag__targetCode=["86"], tag__contentsCode=["079", "087"]
    )
    content = program(raw)
    assert (content.categories, content.targets, content.contents) == (
        ("002", "003", "027"),
        ("086", "087"),
        ("079",),
    )


def test_always_in_a_date_opens_the_period_and_keeps_the_words():
    apply = program(record(procedurePeriod__fromYMD="随時", procedurePeriod__toYMD=None)).periods[1]
    assert apply == Always(purpose="apply", text="随時")


@pytest.mark.parametrize(
    ("dirty", "kind"),
    [
        (record(tag__categoryCode=["555"]), "code_unknown"),
        (record(procedurePeriod__fromYMD="2024-13-40"), "bad_date"),
        (record(implementationPeriod__fromHM="朝から"), "bad_time"),
        (record(procedurePeriod__fromYMD="2026-04-01"), "period_reversed"),
        (record(localGovernmentLink__uri="javascript:alert(1)"), "bad_url"),
        (record(contact__contactEmail="なし"), "bad_email"),
        (record(contact__contactPhone="なし"), "bad_phone"),
        (record(contact__zipCode="100"), "bad_zip"),
        (record(area__areaCode="利島"), "bad_area"),
        (record(basicInformation__organization="1000020133622"), "bad_corporate_number"),
        (record(basicInformation__organization="8000020131016"), "owner_against_number"),
        (record(target__lessThan={"targetAge": None, "targetAgeOfMonths": 0}), "age_zero"),
        (record(target__greaterThanOrEqualTo={"targetAge": 9, "targetAgeOfMonths": None}), "age_reversed"),
        (record(target__lessThan={"targetAge": 3, "targetAgeOfMonths": None}), "age_twice"),
        (record(electronicSubmission="たぶん"), "bad_flag"),
        (record(newKey=1), "unknown_leaf"),
        (record(contact="住民課"), "bad_group"),
        (record(institutionName={"canonicalName": None, "shortName": "相談"}), "name_missing"),
    ],
)
def test_each_doubt_is_reported_and_nothing_is_made_up(dirty, kind):
    assert kind in kinds(dirty)
    assert all(link.url.startswith("https://") for link in program(dirty).links)


def test_months_written_as_years_are_suspected_and_not_changed():
    ages = {
        "lessThan": {"targetAge": 6, "targetAgeOfMonths": None},
        "lessThanOrEqualTo": {"targetAge": None, "targetAgeOfMonths": None},
        "greaterThanOrEqualTo": {"targetAge": 3, "targetAgeOfMonths": None},
    }
    name = {"canonicalName": "3～4か月児健康診査", "shortName": None}
    raw = record(institutionName=name, target={**CLEAN["target"], **ages})
    assert kinds(raw) == ["months_for_years"]
    band = program(raw).target.ages[0]
    assert (band.from_, band.until, band.standing) == (36, 72, "unknown")


@pytest.mark.parametrize(
    ("name", "lower", "upper", "suspected"),
    [
        ("1歳6か月児健康診査", 18, 24, False),
        ("９～１０カ月児健診", 9, 11, False),
        ("９～１０カ月児健診", 12, None, True),
        ("3歳児健康診査", 36, 48, False),
        ("3か月児健診", 24, 36, True),
    ],
)
def test_ages_are_compared_with_the_name(name, lower, upper, suspected):
    raw = record(
        institutionName={"canonicalName": name, "shortName": None},
        target__lessThanOrEqualTo={"targetAge": None, "targetAgeOfMonths": None},
        target__lessThan={"targetAge": None, "targetAgeOfMonths": upper},
        target__greaterThanOrEqualTo={"targetAge": None, "targetAgeOfMonths": lower},
    )
    assert bool(kinds(raw)) is suspected


def test_leaves_without_a_field_are_kept():
    extra = program(CLEAN).extra["tokyo-registry"]
    assert extra["utilizationTime.condiutilizationConditionstions"] == "昼休みを除きます"
    assert set(extra) <= set(labels())


def test_a_period_that_is_the_same_as_the_other():
    same = dict.fromkeys(CLEAN["procedurePeriod"])
    content = program(record(procedurePeriod={**same, "same": True}))
    assert [period.purpose for period in content.periods] == ["offered", "apply"]
    assert content.periods[1].text == content.periods[0].text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (record(basicInformation__psid=None), "制度ID"),
        (record(basicInformation__psid="psid3.0+1+1+UM1"), "番号ではありません"),
        (record(institutionName={"canonicalName": None, "shortName": ""}), "正式名称"),
        ({}, "制度ID"),
    ],
)
def test_a_record_that_cannot_be_kept_says_why(raw, reason):
    with pytest.raises(RecordError, match=reason):
        parse(raw)


def test_every_rule_and_problem_has_words():
    dirty = record(updateDate="2024/04/01", tag__categoryCode=["999"])
    parsed = parse(dirty)
    assert parsed.repairs[0].words == RULES["date_form"]
    assert parsed.problems[0].words == PROBLEMS["code_unknown"]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([leaf.path for leaf in leaves()]), values, max_size=6), st.data())
def test_whatever_stands_in_a_leaf_the_record_is_read_or_refused(replaced, data):
    raw = record()
    for path, value in replaced.items():
        put(raw, path, value)
    if data.draw(st.booleans()):
        raw[data.draw(st.sampled_from(sorted(raw)))] = data.draw(values)
    before = copy.deepcopy(raw)
    try:
        parsed = parse(raw)
    except RecordError:
        return
    assert raw == before
    assert isinstance(parsed.content, ProgramContent)
    assert render(parsed.number, parsed.content, raw) is raw
    assert read_content(json.loads(json.dumps(as_json(parsed.content)))) == parsed.content


def test_synthetic_records_come_back_unchanged():
    for raw in records(300, seed=3):
        content = program(raw)
        changed = content.model_copy(update={"links": (*content.links, Link(url="https://www.example.jp/z"))})
        written = render(parse(raw).number, changed, raw)
        assert render(parse(raw).number, content, raw) is raw
        assert differing(written, raw) == {"relatedLink"}


@pytest.mark.skipif(not REAL.exists(), reason="the published records are not beside the checkout")
def test_published_records_come_back_unchanged():
    published = json.loads(REAL.read_text(encoding="utf-8"))
    assert len(published) == 3
    for raw in published:
        parsed = parse(raw)
        assert (parsed.repairs, parsed.problems) == ((), ())
        assert canonical(parsed.number, program(raw)) == raw

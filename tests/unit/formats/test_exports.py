"""Records as JSON, flat CSV and JSON-LD."""

from __future__ import annotations

import json

from tests.unit.formats.records import CLEAN
from tests.unit.formats.test_survey import ROW
from todoke.formats import linked, plain
from todoke.formats.survey.reading import parse as parse_row
from todoke.formats.tokyo.reading import parse
from todoke.records.content import read_content

PROGRAM = parse(CLEAN)
PROCEDURE = parse_row(ROW)


def test_a_line_of_json_holds_the_content():
    line = plain.json_line(PROGRAM.number, PROGRAM.content, state="published")
    said = json.loads(line)
    assert (said["number"], said["state"]) == (PROGRAM.number, "published")
    assert read_content(said["content"]) == PROGRAM.content
    assert "\n" not in line


def test_the_flat_table_says_the_same_of_both_kinds():
    cells = dict(zip(plain.header(), plain.row(PROGRAM.number, PROGRAM.content), strict=True))
    assert (cells["kind"], cells["name"], cells["area"]) == ("program", "乳幼児の相談", "133621")
    assert (cells["age_from_months"], cells["age_until_months"], cells["filing"]) == ("4", "72", None)
    assert cells["documents"] == "母子健康手帳\n本人確認書類\n申請書;https://www.example.jp/form.pdf"
    assert cells["apply_period"] == "2024-04-01～2025-03-31"
    cells = dict(zip(plain.header(), plain.row(PROCEDURE.number, PROCEDURE.content), strict=True))
    assert (cells["filing"], cells["digital"], cells["volume"]) == ("report", "not_yet", "120")
    assert (cells["volume_online"], cells["time_offline"], cells["time_online"]) == ("0", "1日", None)
    assert cells["age_from_months"] is None


def test_the_dictionary_names_every_column():
    assert [name for name, _, _ in plain.dictionary()] == list(plain.header())
    assert all(title for _, title, _ in plain.dictionary())


BASE = "https://todoke.example/r/"


def service(parsed):
    return linked.service(parsed.number, parsed.content, base=BASE)


def test_a_program_in_terms_of_cpsv_ap():
    node = service(PROGRAM)
    assert node["@type"] == "cpsv:PublicService"
    assert node["@id"] == f"{BASE}psid3.0-1000020133621-900001-UM119"
    assert node["dct:title"] == [{"@language": "ja", "@value": "乳幼児の相談"}]
    assert node["cv:hasCompetentAuthority"]["dct:identifier"] == "1000020133621"
    assert node["cv:hasLegalResource"][0]["@type"] == "eli:LegalResource"
    assert [each["@type"] for each in node["cv:hasInputType"]] == ["cv:EvidenceType"] * 3
    assert node["cv:hasCost"][0]["cv:hasValue"]["@value"] == "0"
    assert node["cpsv:produces"][0]["dct:description"]["@value"] == "個別の相談"
    assert node["cv:contactPoint"][0]["cv:telephone"] == "04992-9-0000"
    assert len(node["cv:holdsRequirement"]) == 4


def test_processing_periods_are_durations():
    (channel,) = service(PROCEDURE)["cv:hasChannel"]
    assert channel["cv:processingTime"] == {"@type": "xsd:duration", "@value": "P1D"}
    assert "cpsv:produces" not in service(PROCEDURE)


def test_every_term_has_a_namespace_and_every_node_of_a_kind_an_identifier():
    document = json.loads(json.dumps(linked.document([service(PROGRAM), service(PROCEDURE)])))
    prefixes = set(document["@context"])
    missing, found = set(), 0

    def walk(node):
        nonlocal found
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if node.get("@type") in (
                "cv:Channel",
                "cv:Cost",
                "cv:Requirement",
                "cv:Output",
                "cv:EvidenceType",
            ):
                found += 1
                assert node["dct:identifier"]
            for key, value in node.items():
                if not key.startswith("@"):
                    missing.add(key.split(":")[0])
                walk(value)

    walk(document["@graph"])
    assert missing <= prefixes
    assert found > 10

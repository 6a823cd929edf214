"""The desk, page by page, as a clerk without script works it."""

from typing import Any

import pytest

from tests.factories import desk
from tests.factories.desk import PASSWORD, some_office
from tests.factories.registry import CHOFU, SUMIDA, clerk, program_content, published
from tests.pages.client import Page, PageClient
from todoke.apps.accounts.models import Role
from todoke.apps.registry.models import Need, Outcome, Proposal, Record, Stage, Task, Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests alone
    return some_office()


def proposed() -> Any:
    return Proposal.objects.get()


def who(task: Task) -> str:
    return task.settled_by.login if task.settled_by else ""


def sign_in(pages: PageClient, login: str, goal: str = "/desk/") -> Page:
    page = pages.get(f"/desk/login/?next={goal}")
    return pages.submit(page, {"login": login, "password": PASSWORD}, button="ログイン")


@pytest.fixture
def editor(pages, office) -> PageClient:
    sign_in(pages, "editor")
    return pages


@pytest.fixture
def approver(office) -> PageClient:
    pages = PageClient()
    sign_in(pages, "approver")
    return pages


def test_somebody_not_signed_in_is_led_to_the_login_and_back(pages, office):
    page = pages.get("/desk/records/")
    assert page.heading == "職員のログイン"
    page = pages.submit(page, {"login": "editor", "password": PASSWORD}, button="ログイン")
    assert page.heading == "登録"


def test_an_empty_desk_says_so(editor):
    assert "やることはありません" in editor.get("/desk/").text


def test_the_board_lists_what_is_urgent_first_and_filters(editor):
    desk.twenty_dirty_records()
    page = editor.get("/desk/")
    text = page.text
    assert text.index("リンク切れ") < text.index("見直し期限切れ")
    assert "20件のうち1〜20件目" in text
    filtered = editor.get("/desk/?need=review_overdue&sort=name&kind=program")
    assert "5件のうち" in filtered.text
    assert "助成" not in filtered.text.partition("並べ方")[2]
    assert "この絞りこみに当てはまる" in editor.get("/desk/?need=dead_link&kind=procedure").text


def test_a_repair_is_accepted_field_by_field_and_published_by_a_second_person(editor, approver):
    task = desk.page_changed(1)
    desk.overdue(2)
    page = editor.get(f"/desk/tasks/{task.pk}/")
    assert "変わった文: 令和8年10月から、手当は月6,000円です。" in page.text
    page = editor.submit(
        page, {"c0-decision": "accept", "c1-decision": "accept"}, button="承認を依頼して次へ Enter"
    )
    assert "変更の承認を依頼しました" in page.text
    assert page.heading == "教室2を直す"  # the next task by itself
    proposal: Any = Proposal.objects.get(task=task)
    assert proposal.stage == Stage.PROPOSED
    assert [one["decision"] for one in proposal.evidence] == ["accepted", "accepted"]
    assert "手当1" not in editor.get("/desk/").text

    page = approver.get("/desk/approvals/")
    page = approver.click(page, "手当1")
    assert "令和8年10月から、手当は月6,000円です。" in page.text
    page = approver.submit(page, {"note": ""}, button="承認して公開する a")
    assert "公開しました" in page.text
    content: Any = Record.objects.get(pk=task.record_id).content
    assert content.support.amounts[0].yen == 6000
    assert content.documents[0].name.ja == "本人確認書類"
    task.refresh_from_db()
    assert (task.outcome, who(task)) == (Outcome.REPAIRED, "editor")


def test_a_field_can_be_corrected_by_hand_or_left_alone(editor):
    task = desk.page_changed(1)
    page = editor.get(f"/desk/tasks/{task.pk}/")
    editor.submit(
        page,
        {"c0-decision": "edit", "c0": "6500", "c1-decision": "refuse", "compared": "yes"},
        button="承認を依頼して次へ Enter",
    )
    proposal: Any = Proposal.objects.get(task=task)
    assert proposal.raw["support"]["amounts"][0]["yen"] == 6500
    assert proposal.raw["documents"][0]["name"]["ja"] == "印鑑"
    assert proposal.raw["checked_on"]
    task.refresh_from_db()
    assert [one["decision"] for one in task.detail["decisions"]] == ["edit", "refuse"]


def test_what_cannot_be_read_is_told_at_the_field(editor):
    task = desk.page_changed(1)
    page = editor.get(f"/desk/tasks/{task.pk}/")
    page = editor.submit(page, {"c0-decision": "edit", "c0": "六千"}, button="承認を依頼して次へ Enter")
    assert "「六千」は数として読めません" in page.text
    assert "「必要なもの 1 › 名前 › 日本語」をどうするか選んでください" in page.text
    assert not Proposal.objects.exists()


def test_a_missing_field_is_filled_in(editor):
    task = desk.task(desk.record(1), Need.MISSING_FIELD, key="contacts", detail={})
    page = editor.get(f"/desk/tasks/{task.pk}/")
    assert "「問い合わせ先」が書かれていません" in page.text
    page = editor.submit(page, {"c0-decision": "edit"}, button="問い合わせ先を足す")
    page = editor.submit(
        page, {"c0-0-name": "子ども政策課", "c0-0-phone": "042-481-7111"}, button="承認を依頼して次へ Enter"
    )
    assert proposed().raw["contacts"] == [{"name": "子ども政策課", "phone": "042-481-7111"}]


def test_checked_today_needs_no_second_person(editor):
    task = desk.overdue(1)
    page = editor.get(f"/desk/tasks/{task.pk}/")
    page = editor.submit(page, {}, button="今日確認した・変更なし c")
    assert "今日確認したことを記録しました" in page.text
    task.refresh_from_db()
    assert task.outcome == Outcome.KEPT
    assert not Proposal.objects.exists()


def test_a_task_can_be_left_as_it_is(editor):
    task = desk.dead_link(1)
    editor.submit(editor.get(f"/desk/tasks/{task.pk}/"), {}, button="そのままでよい s")
    task.refresh_from_db()
    assert (task.outcome, who(task)) == (Outcome.KEPT, "editor")
    assert "もう済んでいる" in editor.get(f"/desk/tasks/{task.pk}/").text


def test_a_refusal_comes_back_with_its_reason(editor, approver):
    task = desk.dead_link(1)
    editor.submit(
        editor.get(f"/desk/tasks/{task.pk}/"), {"c0-decision": "accept"}, button="承認を依頼して次へ Enter"
    )
    proposal: Any = Proposal.objects.get()
    page = approver.get(f"/desk/approvals/{proposal.pk}/")
    page = approver.submit(page, {"note": ""}, button="差し戻す x")
    assert "差し戻す理由を書いてください" in page.text
    approver.submit(page, {"note": "行き先がちがいます"}, button="差し戻す x")
    assert "行き先がちがいます" in editor.get("/desk/approvals/").text
    assert "助成1" in editor.get("/desk/").text  # the task is open again
    assert "直して出し直す" in editor.get(f"/desk/approvals/{proposal.pk}/").links


def test_nobody_is_offered_to_approve_what_they_wrote(office, approver):
    task = desk.dead_link(1)
    approver.submit(
        approver.get(f"/desk/tasks/{task.pk}/"), {"c0-decision": "accept"}, button="承認を依頼して次へ Enter"
    )
    proposal: Any = Proposal.objects.get()
    page = approver.get(f"/desk/approvals/{proposal.pk}/")
    assert "自分の提案は承認できません" in page.text
    page = approver.post(f"/desk/approvals/{proposal.pk}/", {"do": "approve"})
    assert "ほかの人に承認を依頼してください" in page.text
    proposal.refresh_from_db()
    assert proposal.stage == Stage.PROPOSED


def test_a_record_is_shown_with_its_history_as_of_and_as_known(editor, approver):
    record = desk.record(1)
    page = editor.get(f"/desk/records/{record.slug}/")
    assert "子育て応援券" in page.text
    assert "はじめの版です" in page.text
    assert "問い合わせ先がある" in page.text.partition("満点")[2].partition("今の内容")[0]
    assert "その時点では、まだ何も" in editor.get(f"/desk/records/{record.slug}/?known=2020-01-01").text
    assert "日付は" in editor.get(f"/desk/records/{record.slug}/?on=nonsense").text


def test_a_whole_record_is_edited_on_a_form_made_from_its_content(editor):
    record = desk.record(1, documents=[{"name": "申請書"}], periods=[{"kind": "always", "text": "随時"}])
    page = editor.get(f"/desk/records/{record.slug}/edit/")
    page = editor.submit(page, {}, button="承認を依頼する")
    assert "今の登録と同じ内容です" in page.text
    page = editor.submit(page, {"documents-0-name-ja": "本人確認書類"}, button="必要なものを足す")
    page = editor.submit(
        page,
        {"documents-1-name-ja": "課税証明書", "summary-ja": "", "checked_on": "令和8年11月1日"},
        button="承認を依頼する",
    )
    raw = proposed().raw
    assert [one["name"]["ja"] for one in raw["documents"]] == ["本人確認書類", "課税証明書"]
    assert "summary" not in raw
    assert raw["checked_on"] == "2026-11-01"
    assert raw["periods"] == [{"kind": "always", "text": "随時"}]


def test_mistakes_on_the_form_are_told_at_their_fields(editor):
    record = desk.record(1)
    page = editor.get(f"/desk/records/{record.slug}/edit/")
    page = editor.submit(
        page, {"name-ja": "", "checked_on": "いつか", "area": "13208"}, button="承認を依頼する"
    )
    assert "日付として読めません" in page.text
    page = editor.submit(page, {"checked_on": "2026-11-01"}, button="承認を依頼する")
    assert "桁や書き方" in page.text
    assert not Proposal.objects.exists()


def test_a_new_record_gets_its_number_and_waits_for_approval(editor):
    page = editor.get("/desk/records/new/?kind=procedure")
    page = editor.submit(page, {"name-ja": "自転車駐車場の利用申請"}, button="承認を依頼する")
    assert page.heading == "自転車駐車場の利用申請の新しい登録"
    assert Record.objects.get().number == "tdk1.0+7000020132080+1+R"


def test_fields_are_taken_over_from_another_municipality(office, editor):
    mine = desk.record(1, menu="UM24")
    theirs = published(
        program_content(
            menu="UM24",
            area=[SUMIDA],
            owner={"body": office.bodies[SUMIDA].number, "name": "墨田区"},
            documents=[{"name": "母子健康手帳"}],
        ),
        f"tdk1.0+{office.bodies[SUMIDA].number}+1+UM24",
    )
    page = editor.get(f"/desk/records/{mine.slug}/compare/")
    assert "母子健康手帳" in page.text
    page = editor.submit(page, {"copy": "documents"}, button="選んだ項目を写して編集する")
    assert "墨田区の「子育て応援券」から写した内容" in page.text
    editor.submit(page, {}, button="承認を依頼する")
    proposal: Any = Proposal.objects.get()
    assert proposal.raw["documents"] == [{"name": {"ja": "母子健康手帳"}}]
    assert proposal.raw["owner"]["name"] == "調布市"
    assert theirs.number in proposal.evidence[0]["quote"]
    page = editor.get(f"/desk/records/new/?from={theirs.slug}")
    assert "写した内容が入っています" in page.text


def test_a_record_is_ended_by_two_people(editor, approver):
    record = desk.record(1)
    page = editor.get(f"/desk/records/{record.slug}/")
    page = editor.submit(
        page, {"day": "2026-11-22", "words": "制度が終わったため"}, button="終了の承認を依頼する"
    )
    proposal: Any = Proposal.objects.get()
    page = approver.get(f"/desk/approvals/{proposal.pk}/")
    assert "この登録は終了します" in page.text
    approver.submit(page, {"note": ""}, button="承認して公開する a")
    assert proposal.record.versions.count() == 2


def test_words_from_outside_become_fields(editor, office):
    record = desk.record(1)
    from tests.factories.registry import NOW
    from todoke.apps.registry.actions.corrections import record_correction

    record_correction(record=record, words="窓口の電話がちがいます", source_url="https://a.example/", at=NOW)
    page = editor.get("/desk/inbox/")
    assert "窓口の電話がちがいます" in page.text
    page = editor.click(page, "子育て応援券")
    page = editor.click(page, "登録の項目を直す")
    assert "窓口の電話がちがいます" in page.text
    page = editor.submit(page, {"remarks-ja": "電話は市役所の代表へ"}, button="承認を依頼する")
    proposal: Any = Proposal.objects.get()
    assert (proposal.voice, proposal.stage, proposal.opened_by.login) == (
        Voice.OUTSIDER,
        Stage.PROPOSED,
        "editor",
    )
    assert Task.objects.get().settled_at is None


def test_a_bulk_edit_shows_each_change_and_sends_all_or_nothing(editor):
    for serial in (1, 2, 3):
        desk.record(serial, contacts=[{"name": "旧課", "phone": "042-481-7111"}] if serial < 3 else [])
    page = editor.get("/desk/bulk/")
    page = editor.submit(page, {}, button="変わり方を見る")
    assert "どの項目を変えるか" in page.text
    page = editor.submit(
        page, {"replace-field": "contacts.*.name", "find": "旧課", "words": "新課"}, button="変わり方を見る"
    )
    assert "変わる登録 2件" in page.text
    page = editor.submit(page, {}, button="選んだものの承認を依頼する")
    assert "2件の変更の承認を依頼しました" in page.text
    assert set(Proposal.objects.values_list("raw__contacts__0__name", flat=True)) == {"新課"}
    page = editor.submit(
        editor.get("/desk/bulk/"),
        {"mode": "set", "set-field": "review_on", "value": "いつか"},
        button="変わり方を見る",
    )
    page = editor.submit(page, {"record": [desk.number(3)]}, button="選んだものの承認を依頼する")
    assert "直せない登録が選ばれています" in page.text
    assert Proposal.objects.count() == 2


def test_a_clerk_sees_only_the_tasks_of_their_own_bodies(office, pages):
    task = desk.dead_link(1)
    clerk("sumida", office.bodies[SUMIDA])
    sign_in(pages, "sumida")
    assert "助成1" not in pages.get("/desk/").text
    pages.get(f"/desk/tasks/{task.pk}/", status=404)
    pages.get(f"/desk/records/{task.record.slug}/edit/", status=403)


def test_an_account_without_a_role_may_not_enter(office, pages):
    from todoke.apps.accounts.models import Account, Membership

    Membership.objects.filter(account=Account.objects.get(login="editor")).delete()
    page = pages.get("/desk/login/")
    pages.submit(page, {"login": "editor", "password": PASSWORD}, button="ログイン", status=403)


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/approvals/", "/desk/records/", "/desk/inbox/", "/desk/imports/",
                "/desk/bulk/", "/desk/rules/", "/desk/password/", "/desk/records/new/"]
)  # fmt: skip
def test_every_page_is_sound_when_there_is_nothing(editor, address):
    assert editor.get(address).status == 200


def test_rules_of_another_body_are_shown_but_not_changed(editor):
    page = editor.get("/desk/rules/jido-teate/")
    assert "18歳になった後の最初の3月31日までの子どもを育てている" in page.text
    page = editor.click(page, "18歳になった後の最初の3月31日までの子どもを育てている")
    assert "この規則を直す役割がない" in page.text


@pytest.fixture
def keeper_of_rules(office) -> PageClient:
    """Somebody of the metropolis, and the record the rules of the child allowance hang on."""
    metropolis = office.bodies["130001"]
    clerk("metropolis", metropolis)
    clerk("metropolis2", metropolis, Role.APPROVER)
    content = program_content(
        name="児童手当",
        level="nation",
        area=["130001"],
        owner={"body": metropolis.number, "name": "東京都"},
        rules="jido-teate",
    )
    published(content, f"tdk1.0+{metropolis.number}+1+P")
    pages = PageClient()
    sign_in(pages, "metropolis")
    return pages


CONDITION = "/desk/rules/jido-teate/2024-10-01/child/"


def test_a_condition_is_the_same_at_every_depth(keeper_of_rules):
    pages = keeper_of_rules
    page = pages.get(CONDITION)
    page = pages.submit(page, {}, button="一行の式")
    assert "いる(子, 年度年齢() <= 17)" in page.text
    page = pages.submit(page, {}, button="条件表")
    assert "表の形にはなりません" in page.text
    page = pages.submit(page, {"sheet": "人数(子)\t「妊娠している」\n1以上\t\n\tはい"}, button="カード")
    page = pages.submit(page, {}, button="一行の式")
    assert "人数(子) >= 1 または 妊娠している" in page.text


def test_a_changed_condition_shows_at_once_which_households_flip(keeper_of_rules):
    pages = keeper_of_rules
    page = pages.get(f"{CONDITION}?depth=line")
    assert "すべての検算世帯が、予定どおりの答えです" in page.text
    page = pages.submit(page, {"line": "いる(子, 年度年齢 <= 5)"}, button="確かめる")
    assert "世帯の答えが変わります" in page.text
    assert "合わない" in page.text
    assert "6歳" in page.text or "年度" in page.text
    page = pages.submit(page, {"line": "いる(子, 年度年齢 <= )"}, button="確かめる")
    assert "文字目" in page.text


def test_a_table_with_a_mistake_names_the_cell(keeper_of_rules):
    pages = keeper_of_rules
    page = pages.submit(
        pages.get(f"{CONDITION}?depth=table"), {"sheet": "人数(子)\t年齢\n1以上\tいくつか"}, button="確かめる"
    )
    assert "1行目の2列目" in page.text
    assert "18未満、18以上" in page.text


def test_cards_are_added_and_removed_without_script(keeper_of_rules):
    pages = keeper_of_rules
    page = pages.get(CONDITION)
    page = pages.submit(page, {}, button="組を足す")
    page = pages.submit(
        page, {"g1-c0-subject": "age", "g1-c0-operator": "lt", "g1-c0-value": "18"}, button="確かめる"
    )
    assert "18歳未満" in page.text or "年齢が18歳より" in page.text
    page = pages.submit(page, {"g1-c0-value": "あまり"}, button="確かめる")
    assert "2組目の1枚目" in page.text
    page = pages.submit(page, {}, button="消す 2組目の1枚目")
    assert "2組目" not in page.text


def test_a_rule_is_changed_by_two_people_and_keeps_its_comments(keeper_of_rules):
    pages = keeper_of_rules
    page = pages.get(f"{CONDITION}?depth=line")
    page = pages.submit(
        page,
        {
            "line": "いる(子, 年度年齢 <= 18)",
            "day": "2027-04-01",
            "words": "法改正",
            "label-ja": "19歳の年度末までの子どもを育てている",
        },
        button="承認を依頼する",
    )
    proposal: Any = Proposal.objects.get()
    assert set(proposal.sheets) == {
        "programs/jido-teate/2024-10-01.yaml",
        "programs/jido-teate/2027-04-01.yaml",
    }
    assert "to: 2027-03-31" in proposal.sheets["programs/jido-teate/2024-10-01.yaml"]["text"]
    new = proposal.sheets["programs/jido-teate/2027-04-01.yaml"]["text"]
    assert "{le: [{school_age: {}}, 18]}" in new
    assert "# 第3子以降" in new
    assert '"19歳の年度末までの子どもを育てている"' in new
    assert "19歳の年度末" not in proposal.sheets["programs/jido-teate/2024-10-01.yaml"]["text"]
    other = PageClient()
    sign_in(other, "metropolis2")
    page = other.get(f"/desk/approvals/{proposal.pk}/")
    assert "検算世帯" in page.text
    page = other.submit(page, {"note": ""}, button="承認して公開する a")
    from todoke.apps.registry.models import SheetVersion

    assert SheetVersion.objects.count() == 2


def test_words_for_residents_are_checked_before_they_are_sent(keeper_of_rules):
    page = keeper_of_rules.get(f"{CONDITION}?depth=line")
    page = keeper_of_rules.submit(page, {"label-easy": "子どもがいる"}, button="承認を依頼する")
    assert "住民に見せる言葉" in page.text
    assert not Proposal.objects.exists()
    page = keeper_of_rules.submit(page, {"label-easy": "{子|こ}どもが いる"}, button="承認を依頼する")
    assert "承認を依頼しました" in page.text


def test_the_preview_is_a_piece_of_a_page(keeper_of_rules):
    answer = keeper_of_rules.client.post(
        f"{CONDITION}preview/", {"depth": "line", "line": "いる(子, 年度年齢 <= 17)"}
    )
    assert "検算世帯" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_office_is_of_chofu(office):
    assert office.body.area == CHOFU


def test_what_is_to_be_reviewed_soon_is_told_before_it_is_overdue(editor):
    from datetime import timedelta

    from todoke.base import clock

    today = clock.today()
    desk.record(1, name="もうすぐ", review_on=str(today + timedelta(days=10)))
    desk.record(2, name="過ぎた", review_on=str(today - timedelta(days=1)))
    desk.record(3, name="ずっと先", review_on=str(today + timedelta(days=200)))
    assert "30日以内に見直すもの 1件" in editor.get("/desk/").text
    soon = editor.get("/desk/records/?due=soon").links
    assert "もうすぐ" in soon
    assert not {"過ぎた", "ずっと先"} & soon.keys()
    assert "過ぎた" in editor.get("/desk/records/?due=over").links

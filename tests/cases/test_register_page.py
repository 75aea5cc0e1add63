"""The registration screen (条例第19条、第20条、第22条、第23条、第30条; design §6, §7; T-09, T-48)."""

import re
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from builders import MONDAY, lived, person, registered, registration, unit
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from registering import CLAIM, NAME, OTHER_NAME, REGISTER, code_on, number_of, people, typed

from cases import actions, codes, kept, suggesting
from cases.actions import Person
from cases.models import Attachment, Case, Claim, Deadline, Handling, Petition, RepeatLink
from law import clock
from law.terms import CaseState, Channel, Purpose, Role, Route

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    with clock.on_day(MONDAY):
        yield


@pytest.fixture
def clerk():
    return person(Role.INTAKE)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def unit_desk():
    client = Client()
    client.force_login(person(Role.HANDLER, "housing"))
    return client


# --- who may ---


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [(Role.INTAKE, "bureau", 200), (Role.SCREENING, "bureau", 200), (Role.HANDLER, "housing", 200),
     (Role.UNIT_HEAD, "township_01", 200), (Role.INTAKE, "township_01", 200), (Role.COUNSEL, "bureau", 403), (Role.AUDITOR, "bureau", 403)],
)  # fmt: skip
def test_who_sees_the_page(client, role, code, status):
    client.force_login(person(role, code))
    assert client.get(REGISTER).status_code == status


def test_the_page_says_by_when_the_bureau_must_forward(desk):
    """条例第22条第1款: fifteen days from the day of receipt; 2026-03-17 is a Tuesday."""
    page = desk.get(REGISTER).content.decode()
    assert "县信访局须在 <b>3月17日 周二</b> 前转送、交办或告知" in page


def test_the_last_day_follows_the_day_and_the_source(desk):
    """15 日 from 2026-02-20 ends on Saturday 03-07 and rolls (民法典第203条); from above: 4 日, 内部要求."""
    rolled = desk.post("/register/beside/", typed(received_on="2026-02-20")).content.decode()
    assert "<b>3月9日 周一</b>" in rolled
    assert "3-07 周六 休息，顺延" in rolled
    above = desk.post("/register/beside/", typed(source_level="province")).content.decode()
    assert "<b>3月6日 周五</b>" in above
    assert "内部要求" in above
    unknown = desk.post("/register/beside/", typed(received_on="2026-05-01")).content.decode()
    assert "填好收到日期" in unknown


# --- registering ---


def test_a_registration_with_every_field(desk, clerk):
    place = unit("township_01")
    response = desk.post(REGISTER, typed(
        people="3", form="来访", official_number="浙信〔2026〕7号", petitioned_on="2026-03-01", source_level="city",
        title="污水倒灌", place=str(place.pk), place_text="桂花苑小区", category="城乡建设/城市建设和市政管理",
        procedure="诉讼", procedure_detail="县法院，已结", told_before="桂花社区", materials="照片8张", needs="听力不便",
        oral="on", skipped_level="on", flags=["urgent", "judicial_final"], claims=[CLAIM, "  查的结果要告诉我们 ", ""],
    ))  # fmt: skip
    petition = Petition.objects.select_related("case").get(filed_as__number=number_of(response))
    case = petition.case
    assert (petition.people, petition.form, petition.source_level) == (3, "来访", "city")
    assert (petition.official_number, str(petition.petitioned_on)) == ("浙信〔2026〕7号", "2026-03-01")
    assert (petition.procedures, petition.told_before) == ("诉讼：县法院，已结", "桂花社区")
    assert (petition.materials, petition.needs) == ("照片8张", "听力不便")
    assert (petition.oral, petition.skipped_level, petition.registered_by) == (True, True, clerk)
    assert (case.title, case.place, case.place_text) == ("污水倒灌", place, "桂花苑小区")
    assert case.flags == ["judicial_final", "urgent"]
    assert [claim.text for claim in case.claims.all()] == [CLAIM, "查的结果要告诉我们"]


def test_the_first_claim_is_the_title_and_persons_are_counted(desk):
    case = Case.objects.get(number=number_of(desk.post(REGISTER, typed() | people(NAME, "李梅"))))
    assert case.title == CLAIM
    assert case.own_petition.people == 2


def test_the_result_gives_a_code_that_opens_the_file(desk):
    """reliability §4.12: told once, with the second factor; find() knows it."""
    number = number_of(desk.post(REGISTER, typed()))
    page = desk.get(f"/registered/{number}/").content.decode()
    (code,) = code_on(page)
    assert "证件号码后四位" in page
    assert codes.find(code, "1428").petition.filed_as.number == number
    assert codes.find(code, "0000") is None
    assert code in desk.get(f"/registered/{number}/").content.decode(), "a reload still shows it"


def test_the_code_is_gone_after_half_an_hour_and_with_the_next_registration(desk, monkeypatch):
    first = number_of(desk.post(REGISTER, typed()))
    number_of(desk.post(REGISTER, typed()))
    assert not code_on(desk.get(f"/registered/{first}/").content.decode())
    second = number_of(desk.post(REGISTER, typed()))
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(minutes=31))
    page = desk.get(f"/registered/{second}/").content.decode()
    assert not code_on(page)
    assert "查询码已不再显示" in page
    assert desk.get(f"/registered/{second}/receipt-1.pdf").status_code == 302


def test_the_code_is_readable_nowhere_at_rest(desk):
    number = number_of(desk.post(REGISTER, typed()))
    (code,) = code_on(desk.get(f"/registered/{number}/").content.decode())
    assert code not in str([row.get_decoded() for row in Session.objects.all()])


def test_a_panel_answered_late_does_not_take_the_code_along(desk, clerk):
    """Sessions are saved whole by every request; the codes must not hang on the last one to finish."""
    stale = dict(desk.session)
    number = number_of(desk.post(REGISTER, typed()))
    session = desk.session
    session.clear()
    session.update(stale)
    session.save()
    assert code_on(desk.get(f"/registered/{number}/").content.decode())


def test_a_reissued_code_kills_the_old_one(desk):
    number = number_of(desk.post(REGISTER, typed()))
    (old,) = code_on(desk.get(f"/registered/{number}/").content.decode())
    desk.post(f"/registered/{number}/code/1/", {"form_key": str(uuid.uuid4())})
    (new,) = code_on(desk.get(f"/registered/{number}/").content.decode())
    assert new != old
    assert codes.find(old, "1428") is None
    assert codes.find(new, "1428") is not None


def test_receipts_of_joint_petitioners_show_nothing_of_the_others(desk):
    number = number_of(desk.post(REGISTER, typed() | people(NAME, OTHER_NAME, representatives=1)))
    hers = desk.get(f"/registered/{number}/receipts/?order=1").content.decode()
    his = desk.get(f"/registered/{number}/receipts/?order=2").content.decode()
    assert NAME in hers
    assert OTHER_NAME not in hers
    assert OTHER_NAME in his
    assert NAME not in his
    assert not set(code_on(hers)) & set(code_on(his))
    both = desk.get(f"/registered/{number}/receipts/").content.decode()
    assert len(code_on(both)) == 2


def test_the_pdf_receipt_carries_one_persons_code(desk, monkeypatch):
    made = []
    monkeypatch.setattr("documents.issuing.render_pdf", lambda content: made.append(content) or b"%PDF-")
    number = number_of(desk.post(REGISTER, typed() | people(NAME, OTHER_NAME)))
    (_, his_code) = code_on(desk.get(f"/registered/{number}/").content.decode())
    response = desk.get(f"/registered/{number}/receipt-2.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    text = str(made[0].to_dict())
    assert OTHER_NAME in text
    assert NAME not in text
    assert his_code.replace("-", "") in made[0].code.replace(" ", "").replace("-", "")


def test_double_post_makes_one_case(desk):
    form = typed()
    first, second = desk.post(REGISTER, form), desk.post(REGISTER, form)
    assert number_of(first) == number_of(second)
    assert Petition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_identical_posts_at_once_make_one_case(clerk):
    """T-09: all eight are shown the one result."""
    form, answers = typed(), []

    def send() -> None:
        try:
            with clock.on_day(MONDAY):  # a day of this thread, too
                client = Client()
                client.force_login(clerk)
                answers.append(number_of(client.post(REGISTER, form)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert Petition.objects.count() == 1


def test_anonymous_registers(desk):
    """domain §3.4: anonymous is registered like every other; nobody is named."""
    empty = {
        f"person_{name}": [""]
        for name in ("name", "identity", "phone", "address", "electronic", "representative")
    }
    case = Case.objects.get(
        number=number_of(desk.post(REGISTER, typed(anonymous="on", channel="letter") | empty))
    )
    assert case.own_petition.anonymous
    assert not case.own_petition.address_clear
    assert "anonymous" in case.flags


def test_unclear_name_and_address_registers(desk):
    """条例第23条第2款: no written notice is owed, but it is registered."""
    form = typed(address_unclear="on", person_phone=[""], person_address=[""], person_identity=[""])
    case = Case.objects.get(number=number_of(desk.post(REGISTER, form)))
    assert not case.own_petition.address_clear


def test_several_attachments_at_once(desk):
    two = [SimpleUploadedFile("甲.png", b"\x89PNG\r\n\x1a\n1"), SimpleUploadedFile("乙.txt", "说明".encode())]
    number = number_of(desk.post(REGISTER, typed(attachments=two)))
    assert list(Attachment.objects.filter(case__number=number).values_list("name", flat=True)) == [
        "甲.png",
        "乙.txt",
    ]
    assert "乙.txt" in desk.get(f"/registered/{number}/").content.decode()


def test_an_unfit_attachment_registers_nothing_and_is_named(desk):
    wrong = [SimpleUploadedFile("甲.png", b"\x89PNG\r\n\x1a\n1"), SimpleUploadedFile("木马.exe", b"MZ")]
    response = desk.post(REGISTER, typed(attachments=wrong))
    page = response.content.decode()
    assert response.status_code == 422
    assert "「木马.exe」的格式不能收" in page
    assert "附件要重新选择" in page
    assert not Petition.objects.exists()


# --- refusals keep what was typed ---


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"claims": ["", " "]}, "请至少写一项诉求"),
        ({"summary": ""}, "请写事实和理由（条例第19条）"),
        ({"person_name": [""]}, "请填信访人姓名（名称）"),
        ({"person_phone": [""], "person_address": [""]}, "请填手机或送达地址之一"),
        ({"channel": ""}, "请选信访形式"),
        ({"channel": "letter", "skipped_level": "on"}, "越级只对走访成立"),
        ({"channel": "letter", "form": "视频接访"}, "与所选信访形式不合"),
        ({"procedure_detail": "县法院"}, "请选是哪一种程序"),
        ({"received_on": "3月2日"}, "不是日期"),
        ({"people": "0"}, "至少 1 人"),
        ({"purpose": ""}, "规则没有给出建议，请选信访目的"),
        ({"claims": ["长" * 501]}, "第 1 条诉求超过 500 字"),
    ],
)
def test_an_error_names_the_remedy_and_keeps_the_text(desk, monkeypatch, changes, words):
    monkeypatch.setattr(suggesting, "_installed", [])
    response = desk.post(REGISTER, typed(materials="八张照片的复印件") | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'value="八张照片的复印件"' in page
    assert not Petition.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            people("甲一", "乙二", "丙三", "丁四", "戊五", "己六", representatives=6),
            "代表不得超过5人（条例第20条第3款）",
        ),
        ({"received_on": "2026-03-03"}, "晚于今天"),
        ({"petitioned_on": "2026-03-03"}, "信访日期不能晚于收到日期"),
        (people("甲一", "乙二") | {"people": "1"}, "人数少于已登记的信访人"),
    ],
)
def test_what_is_not_lawful_is_refused_with_the_text_kept(desk, changes, words):
    response = desk.post(REGISTER, typed() | changes)
    page = response.content.decode()
    assert response.status_code == 409
    assert words in page
    assert f'value="{CLAIM}"' in page
    assert not Petition.objects.exists()


def test_six_came_five_represent(desk):
    """条例第20条第3款: everyone is recorded, five speak."""
    form = typed() | people("甲一", "乙二", "丙三", "丁四", "戊五", "己六", representatives=5)
    case = Case.objects.get(number=number_of(desk.post(REGISTER, form)))
    assert case.own_petition.petitioners.count() == 6
    assert "collective" in case.flags


def test_more_rows_without_script(desk):
    page = desk.post(REGISTER, typed(more="claims")).content.decode()
    assert page.count('name="claims"') == 8
    assert f'value="{CLAIM}"' in page
    assert "要改" not in page
    page = desk.post(REGISTER, typed(more="persons") | people("甲一", "乙二")).content.decode()
    assert page.count('name="person_name"') == 7
    assert not Petition.objects.exists()


# --- the sign-in that expired ---


def test_typed_text_survives_an_expired_sign_in(client, clerk):
    clerk.set_password("a long enough password")
    clerk.save()
    client.force_login(clerk)
    form = typed(
        typed_by=kept.typed_by(clerk), attachments=SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n")
    )
    client.cookies.clear()
    response = client.post(REGISTER, form)
    assert (response.status_code, response["Location"]) == (302, REGISTER)
    assert NAME not in str([row.get_decoded() for row in Session.objects.all()]), "sealed where it lies"
    asked = client.get(REGISTER)
    assert asked["Location"].startswith("/login/")
    client.post(
        asked["Location"],
        {"username": clerk.username, "password": "a long enough password", "next": REGISTER},
    )
    page = client.get(REGISTER).content.decode()
    assert "没有登记完的内容已恢复" in page
    assert f'value="{NAME}"' in page
    assert f'value="{CLAIM}"' in page
    assert "照片.png" in page
    assert not Petition.objects.exists(), "nothing is registered by signing in"
    number_of(client.post(REGISTER, typed()))
    assert NAME not in client.get(REGISTER).content.decode(), "and is gone once registered"


def test_a_draft_is_kept_while_typing_and_can_be_thrown_away(desk, clerk):
    saved = desk.post("/register/draft/", typed(typed_by=kept.typed_by(clerk))).content.decode()
    assert re.fullmatch(r"草稿 \d\d:\d\d 自动存", saved)
    assert f'value="{NAME}"' in desk.get(REGISTER).content.decode()
    desk.post(REGISTER, {"discard": "draft"})
    assert NAME not in desk.get(REGISTER).content.decode()


def test_a_draft_kept_after_the_registration_is_no_draft(desk, clerk):
    """The slower request of the two must not offer the registered form again."""
    form = typed(typed_by=kept.typed_by(clerk))
    number_of(desk.post(REGISTER, form))
    desk.post("/register/draft/", form)
    assert NAME not in desk.get(REGISTER).content.decode()


def test_a_draft_belongs_to_the_one_who_typed_it(client, clerk):
    client.post(REGISTER, typed(typed_by=kept.typed_by(clerk)))
    client.force_login(person(Role.HANDLER, "housing"))
    assert NAME not in client.get(REGISTER).content.decode()


def test_a_stranger_fills_no_session(client):
    response = client.post(REGISTER, typed(typed_by="1:forged"))
    assert response["Location"].startswith("/login/")
    assert not Session.objects.exists()


def test_a_sign_in_begun_anew_elsewhere_loses_nothing(clerk):
    """The anti-forgery token turned over: nothing is acted on, the form comes back filled."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    response = client.post(REGISTER, typed(typed_by=kept.typed_by(clerk), csrfmiddlewaretoken="x" * 64))
    assert (response.status_code, response["Location"]) == (302, REGISTER)
    assert not Petition.objects.exists()
    assert f'value="{NAME}"' in client.get(REGISTER).content.decode()


def test_a_forged_form_is_refused(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    assert client.post(REGISTER, typed()).status_code == 403
    assert client.post("/registered/x/hand-on/", {}).status_code == 403


def test_a_panel_says_that_the_sign_in_has_ended(client):
    response = client.post("/register/beside/", typed(), headers={"HX-Request": "true"})
    assert "登录已过期" in response.content.decode()


# --- purpose ---


def test_an_open_purpose_is_taken_from_the_rules(desk, monkeypatch):
    asked = []

    def adviser(question):
        asked.append(question)
        return suggesting.Suggestion(purpose=Purpose.SUGGESTION)

    monkeypatch.setattr(suggesting, "_installed", [adviser])
    case = Case.objects.get(number=number_of(desk.post(REGISTER, typed(purpose=""))))
    assert case.purpose == Purpose.SUGGESTION
    assert CLAIM in asked[0].body


def test_an_accusation_is_never_settled_by_the_rules(desk, monkeypatch):
    monkeypatch.setattr(
        suggesting, "_installed", [lambda question: suggesting.Suggestion(purpose=Purpose.ACCUSATION)]
    )
    response = desk.post(REGISTER, typed(purpose=""))
    assert response.status_code == 422
    assert "像是检举控告" in response.content.decode()


# --- accusations ---


def accuse(desk: Client, **changes: Any) -> str:
    return number_of(
        desk.post(REGISTER, typed(purpose="accusation", accused=[str(unit("housing").pk)]) | changes)
    )


def test_an_accusation_is_the_clerks_until_handed_on(desk):
    """条例第30条第3款: sealed at once; after handing on it does not exist for the clerk."""
    person(Role.COMPARTMENT)
    number = accuse(desk)
    page = desk.get(f"/registered/{number}/").content.decode()
    assert "移交保密员" in page
    assert CLAIM not in page
    assert [row.unit.code for row in Case.objects.get(number=number).accused_units.all()] == ["housing"]
    colleague = Client()
    colleague.force_login(person(Role.SCREENING))
    assert colleague.get(f"/registered/{number}/").status_code == 404
    assert number not in colleague.get("/today-registered/").content.decode()
    assert number in desk.get("/today-registered/").content.decode()

    done = desk.post(f"/registered/{number}/hand-on/", {"form_key": str(uuid.uuid4())}, follow=True)
    assert "已移交保密员" in done.content.decode()
    assert "今天登记了 <b>0 件</b>" in desk.get("/today-registered/").content.decode()
    assert desk.get(f"/registered/{number}/").status_code == 404
    assert desk.post(f"/registered/{number}/hand-on/", {}).status_code == 404


def test_an_accusations_receipt_promises_no_unit_and_its_paper_withholds_the_name(desk, monkeypatch):
    """条例第30条第3款; the screen of the clerk who just wrote it down names the person, the paper does not."""
    made = []
    monkeypatch.setattr("documents.issuing.render_pdf", lambda content: made.append(content) or b"%PDF-")
    number = accuse(desk)
    assert "告知您由哪个单位办理" not in desk.get(f"/registered/{number}/receipts/").content.decode()
    desk.get(f"/registered/{number}/receipt-1.pdf")
    assert NAME not in str(made[0].to_dict())
    assert CLAIM not in str(made[0].to_dict())


def test_an_accusation_of_the_clerks_own_office_leaves_only_the_code(desk):
    number = accuse(desk, accused=[str(unit("bureau").pk)])
    page = desk.get(f"/registered/{number}/").content.decode()
    assert len(re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]", page)) == 1
    assert CLAIM not in page
    assert NAME not in page
    assert number not in desk.get("/today-registered/").content.decode()


def test_attachments_of_an_accusation_are_sealed_on_disk(desk, tmp_path):
    words = "局长收了钱".encode()
    accuse(desk, attachments=SimpleUploadedFile("材料.txt", words))
    (stored,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert words not in stored.read_bytes()
    response = desk.get(f"/files/{Attachment.objects.get().pk}/")
    assert b"".join(response.streaming_content) == words


# --- units ---


def test_a_unit_registers_and_keeps_its_own(unit_desk):
    """条例第23条第1款: what reaches a unit directly is there at once, with its own fifteen days."""
    number = number_of(unit_desk.post(REGISTER, typed(route=Route.PETITION, claims=[CLAIM, "赔我的地板"])))
    case = Case.objects.get(number=number)
    assert case.receiving_unit == unit("housing")
    assert case.state == CaseState.DISPATCHED
    assert {row.unit.code for row in Handling.objects.filter(claim__case=case)} == {"housing"}
    assert Handling.objects.filter(claim__case=case, direct=True).count() == 2
    notices = Deadline.objects.filter(case=case, period="notice")
    assert {row.unit for row in notices} == {unit("housing")}
    assert all(row.handling for row in notices)  # each claim's own fifteen days (条例第23条第2款)
    assert "县住建局接收，走信访程序" in unit_desk.get(f"/registered/{number}/").content.decode()


def test_a_unit_registers_what_is_not_its_own_too(unit_desk):
    case = Case.objects.get(number=number_of(unit_desk.post(REGISTER, typed(route="not_ours"))))
    assert case.state == CaseState.REGISTERED
    assert not Handling.objects.exists()


def test_a_unit_is_asked_for_the_way_when_the_rules_say_none(unit_desk, monkeypatch):
    monkeypatch.setattr(suggesting, "_installed", [])
    response = unit_desk.post(REGISTER, typed(route=""))
    assert "请选本项走的途径" in response.content.decode()
    monkeypatch.setattr(
        suggesting, "_installed", [lambda question: suggesting.Suggestion(route=Route.ENFORCEMENT)]
    )
    number_of(unit_desk.post(REGISTER, typed(route="")))
    assert Handling.objects.get().route == Route.ENFORCEMENT


# --- repeats ---


def earlier(**changes: Any) -> Case:
    return registered(on=MONDAY, **changes)


def test_candidates_beside_the_form_without_registering(desk):
    known = earlier(claims=[CLAIM])
    for page in (desk.post("/register/beside/", typed()), desk.post(REGISTER, typed(check="repeats"))):
        words = page.content.decode()
        assert known.number in words
        assert "证件号一致" in words
        assert known.title in words
    assert Petition.objects.count() == 1


def test_a_unit_gets_the_same_answer_with_and_without_a_foreign_match(unit_desk):
    """T-48: byte for byte, but for nothing."""
    without = unit_desk.post("/register/beside/", typed()).content
    hidden = earlier(claims=[CLAIM])
    assert unit_desk.post("/register/beside/", typed()).content == without
    assert hidden.number.encode() not in without


def test_chosen_on_the_form_the_new_one_joins_the_open_file(desk, clerk):
    known = earlier(claims=[CLAIM])
    number = number_of(desk.post(REGISTER, typed(repeat_of=known.number)))
    case = Case.objects.get(number=number)
    assert case.merged_into == known
    link = RepeatLink.objects.get()
    assert (link.linked_by, link.merged) == (clerk, True)
    assert link.reason.startswith("同人：证件号一致")
    page = desk.get(f"/registered/{number}/").content.decode()
    assert f"已提请并入 <b>{known.number}</b>，等甄别员确认" in page
    assert (
        f'并入 <a href="{reverse("cases:detail", args=[known.number])}"'
        in desk.get("/today-registered/").content.decode()
    )


def test_what_was_no_candidate_cannot_be_chosen(desk):
    stranger = earlier(persons=[Person(name="王五", phone="13700001111")], title="路灯不亮", summary="路口的灯三个月不亮。",
                       claims=["修灯"])  # fmt: skip
    case = Case.objects.get(number=number_of(desk.post(REGISTER, typed(repeat_of=stranger.number))))
    assert case.merged_into is None


def test_linked_and_undone_after_the_registration(desk):
    known = earlier(claims=[CLAIM])
    number = number_of(desk.post(REGISTER, typed()))
    assert known.number in desk.get(f"/registered/{number}/").content.decode()
    link = f"/registered/{number}/repeat/"
    refused = desk.post(link, {"earlier": known.number, "reason": " "})
    assert refused.status_code == 409
    assert "请写明认定同人同事的理由" in refused.content.decode()
    desk.post(link, {"earlier": known.number, "reason": "同一人同一根管子"})
    assert Case.objects.get(number=number).merged_into == known
    desk.post(f"{link}undo/", {"reason": "不是同一根管子"})
    assert Case.objects.get(number=number).merged_into is None
    assert Case.objects.get(number=number).state == CaseState.REGISTERED


def test_an_unknown_number_is_no_oracle(desk):
    """An accusation's number and a number that is nobody's get one answer."""
    number = number_of(desk.post(REGISTER, typed()))
    secret = registered(purpose=Purpose.ACCUSATION)
    answers = [
        desk.post(f"/registered/{number}/repeat/", {"earlier": wrong, "reason": "同一件"})
        for wrong in (secret.number, "330999-5-20260302-99999")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("没有这个件号，请核对原件号" in answer.content.decode() for answer in answers)


def test_a_unit_decides_no_repeat(unit_desk):
    form = typed(route="not_ours")
    first, second = (
        number_of(unit_desk.post(REGISTER, form)),
        number_of(unit_desk.post(REGISTER, typed(route="not_ours"))),
    )
    page = unit_desk.get(f"/registered/{second}/").content.decode()
    assert first in page, "its own file is in its sight"
    assert "认定理由" not in page
    assert (
        unit_desk.post(f"/registered/{second}/repeat/", {"earlier": first, "reason": "同一件"}).status_code
        == 403
    )


# --- lists and cost ---


def test_today_shows_the_own_units_registrations(desk, unit_desk):
    ours = number_of(desk.post(REGISTER, typed()))
    theirs = number_of(unit_desk.post(REGISTER, typed(route=Route.PETITION)))
    page = desk.get("/today-registered/").content.decode()
    assert ours in page
    assert theirs not in page
    assert theirs in unit_desk.get("/today-registered/").content.decode()


def test_yesterdays_are_not_todays(desk):
    with clock.on_day(MONDAY - timedelta(days=3)):
        before = registered(on=MONDAY - timedelta(days=3), received_on=MONDAY - timedelta(days=3))
    assert before.number not in desk.get("/today-registered/").content.decode()


def test_the_number_of_queries_does_not_grow(desk, django_assert_max_num_queries):
    for n in range(12):
        form = registration(persons=[Person(name=f"信访人{n}", phone=f"1390000{n:04d}")])
        lived(MONDAY, actions.register, form, by=person(Role.INTAKE), unit=unit("bureau"))
    earlier(claims=[CLAIM])
    number = number_of(desk.post(REGISTER, typed() | people(*[f"同来人{n}" for n in range(9)])))
    with django_assert_max_num_queries(16):
        desk.get("/today-registered/")
    with django_assert_max_num_queries(16):
        desk.get(REGISTER)
    with django_assert_max_num_queries(18):
        desk.post("/register/beside/", typed())
    with django_assert_max_num_queries(26):
        desk.get(f"/registered/{number}/")


def test_pages_go_on_where_the_last_one_ended(desk, monkeypatch):
    monkeypatch.setattr("cases.views.intake.TODAY_PAGE", 2)
    numbers = [number_of(desk.post(REGISTER, typed(channel=Channel.PHONE))) for _ in range(3)]
    first = desk.get("/today-registered/")
    assert [row.filed_as.number for row in first.context["rows"]] == numbers[:0:-1]
    second = desk.get(first.context["next_url"])
    assert [row.filed_as.number for row in second.context["rows"]] == numbers[:1]
    assert Claim.objects.count() == 3

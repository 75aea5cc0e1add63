"""The pages that act: who may open them, that they act once, that nothing typed is lost (design D15)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    days,
    drafted,
    forwarded,
    lived,
    person,
    registered,
    served,
    signed,
    unit,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from states import BAR, GUIDANCE, REASON, declining, objected, reported_withdrawal, simple, statutory

from cases import actions
from cases.act_pages import CASE_ACTS, CLAIM_ACTS, HANDLING_ACTS
from cases.actions import Destination
from cases.models import BackdatingConsent, Case, CaseEvent, Handling, Opinion, Rating
from law import clock
from law.terms import Channel, ClaimWay, Purpose, Role, Route
from organizations.models import User

pytestmark = pytest.mark.django_db

TODAY = MONDAY + days(3)
WHOLE = {"outcome": "supported", "request": "重新接好管子", "facts": "支管反坡，情况属实。", "decision": "三十日内重新铺设。",
         "legal_basis": "《建设工程质量管理条例》第四十一条", "performance": ""}  # fmt: skip


@pytest.fixture(autouse=True)
def today(db):
    with clock.on_day(TODAY):
        person(Role.COUNSEL)
        person(Role.COMPARTMENT)  # is granted what is registered from now on
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="organizations.backends.StaffBackend")
    return client


@dataclass(frozen=True)
class Row:
    """One act page: the matter it is tried on, by whom, with what, and words it must show."""

    act: str
    make: Callable[[], Any]
    role: str
    data: dict[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    code: str = "housing"
    missing: str = ""
    wrong: tuple[str, str] = (Role.INTAKE, "bureau")
    event: str = ""

    def url(self, matter: Any) -> str:
        if isinstance(matter, Handling):
            return reverse("cases:act", args=[matter.claim.case.number, matter.pk, self.act])
        if isinstance(matter, Case):
            return reverse("cases:case_act", args=[matter.number, self.act])
        return reverse("cases:claim_act", args=[matter.case.number, matter.pk, self.act])


def assigned(state: str = "arrived") -> Handling:
    case = registered()
    claim = claim_of(case)
    proposal = lived(MONDAY, actions.propose, claim, by=person(Role.SCREENING), way=ClaimWay.ASSIGN, route=Route.PETITION,
                     reason="要结果", to=Destination(unit("housing"), [], MONDAY + days(40)))  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    handling = again(Handling.objects.get(claim=claim))
    if state == "served":
        lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
        return served(again(handling), MONDAY)
    return handling


def assisting() -> Handling:
    case = registered()
    lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
          to=Destination(unit("housing"), [unit("finance")]))  # fmt: skip
    return again(Handling.objects.get(claim__case=case, role="assisting"))


def posted() -> Handling:
    handling = signed(accepted(), MONDAY)
    lived(
        MONDAY,
        actions.serve,
        handling,
        by=person(Role.HANDLER, "housing"),
        method="post",
        served_on=None,
        proof="EMS 1029",
    )
    return again(handling)


def whole_draft() -> Handling:
    handling = accepted()
    drafted(handling, MONDAY)
    return again(handling)


def asked_for_time() -> Handling:
    handling = accepted()
    lived(
        MONDAY,
        actions.ask_extension,
        handling,
        by=person(Role.HANDLER, "housing"),
        days=20,
        reason="六户损失评估没有出来",
    )
    return again(handling)


def presumed() -> Handling:
    handling = forwarded(on=MONDAY - days(20))
    lived(MONDAY, actions.presume_acceptance, handling, by=None)
    return again(handling)


def proposed(way: str = ClaimWay.ASSIGN) -> Any:
    claim = claim_of(registered())
    lived(MONDAY, actions.propose, claim, by=person(Role.SCREENING), way=way, route=Route.PETITION, reason="群众反映集中",
          to=Destination(unit("housing"), [], MONDAY + days(40)))  # fmt: skip
    return claim


def clerk_linked() -> Case:
    earlier, later = registered(), registered()
    lived(MONDAY, actions.link_repeat, later, by=person(Role.INTAKE), earlier=earlier, reason="同人同事")
    return Case.objects.get(pk=later.pk)


def asked_counsel() -> Case:
    case = registered()
    lived(
        MONDAY,
        actions.ask_counsel,
        claim_of(case),
        by=person(Role.SCREENING),
        counsel=person(Role.COUNSEL),
        question="该走哪条途径？",
    )
    return case


def accusation() -> Case:
    return registered(
        purpose=Purpose.ACCUSATION, title="反映某科长", claims=["请查处"], accused=[unit("housing")]
    )


def later_with_earlier() -> Case:
    registered()
    return registered(channel=Channel.LETTER)


def linked() -> Case:
    earlier, later = registered(), registered()
    lived(MONDAY, actions.link_repeat, later, by=person(Role.SCREENING), earlier=earlier, reason="同人同事")
    return Case.objects.get(pk=later.pk)


def at_the_unit() -> Any:
    """A petition the unit itself received (条例第23条第1款)."""
    from builders import registration

    done = lived(
        MONDAY, actions.register, registration(), by=person(Role.HANDLER, "housing"), unit=unit("housing")
    )
    return claim_of(done.case)


def closed() -> Case:
    """Closed without an opinion: nothing is left to ask for (条例第35条)."""
    case = registered(persons=[], anonymous=True, address_clear=False, purpose=Purpose.ENQUIRY)
    lived(MONDAY, actions.reply_directly, claim_of(case), by=person(Role.SCREENING), answer="已当面解答")
    return Case.objects.get(pk=case.pk)


def forwarded_case() -> Case:
    return forwarded().case


ROWS = [
    Row("accept", forwarded, Role.HANDLER, {"on": TODAY}, ("受理并书面告知", "书面告知期限", "5-06 届满", "受理告知书", "预览文书")),
    Row("take_statutory", lambda: forwarded(route=Route.ENFORCEMENT), Role.HANDLER,
        {"on": TODAY, "procedure": "由质监站立案查处", "legal_term": "立案之日起90日"}, ("法定途径",), missing="legal_term"),
    Row("notify_late", presumed, Role.HANDLER, {}, ("补发受理告知", "已逾期")),
    Row("object_to", forwarded, Role.UNIT_HEAD, {"reason": REASON, "basis": "权责清单"}, ("条例第23条第3款", "异议审核期限"), missing="reason",
        wrong=(Role.HANDLER, "housing")),
    Row("refuse_objection", lambda: objected().handling, Role.SCREENING, {"answer": "该路段由你局管养，见移交书"}, (REASON,), "bureau",
        missing="answer", wrong=(Role.INTAKE, "bureau")),
    Row("uphold_objection", lambda: objected().handling, Role.SCREENING,
        {"answer": "属实", "to": lambda: unit("utilities").pk}, (REASON, "新单位的"), "bureau", missing="answer"),
    Row("propose_decline", forwarded, Role.HANDLER,
        {"way": "guide", "reason": "应走诉讼", **{f"guide_{name}": value for name, value in GUIDANCE.items()}},
        ("引导告知填这些", "复核意见文号"), missing="guide_path"),
    Row("decline_handling", lambda: declining().handling, Role.UNIT_HEAD, {"decision": "sign", "answer": ""},
        ("同一事项正在办理", "不予受理告知书"), missing="decision", wrong=(Role.HANDLER, "housing")),
    Row("ask_extension", accepted, Role.HANDLER, {"days": 20, "reason": "六户损失评估没有出来"}, ("不超过 30 日",), missing="reason"),
    Row("approve_extension", asked_for_time, Role.UNIT_HEAD, {"days": 20, "reason": "六户损失评估没有出来"},
        ("延长 20 日的，最后一日是 5-21", "六户损失评估没有出来", "延期告知书"), missing="days", wrong=(Role.HANDLER, "housing")),
    Row("draft_opinion", accepted, Role.HANDLER, WHOLE, ("投诉请求", "事实和理由", "处理意见", "法律法规依据", "「把管子重新接好」")),
    Row("sign_opinion", whole_draft, Role.UNIT_HEAD, {}, ("三十日内重新铺设支管", "处理意见书"), wrong=(Role.HANDLER, "housing")),
    Row("record_result", statutory, Role.HANDLER, {"decision": "已立案处罚二万元"}, ("办理结论",), missing="decision"),
    Row("serve", lambda: signed(accepted(), MONDAY), Role.HANDLER, {"on": TODAY, "method": "direct", "proof": "本人签收"},
        ("留置送达", "邀请基层组织", "申请复查期限"), missing="proof"),
    Row("confirm_arrival", posted, Role.HANDLER, {"served_on": TODAY}, ("EMS 1029",), missing="served_on"),
    Row("report_conclusion", lambda: assigned("served"), Role.HANDLER, {"conclusion": "已修复"}, ("交办反馈期限",), missing="conclusion"),
    Row("conclude", lambda: served(accepted(), MONDAY), Role.SCREENING, {"remark": "齐全"}, ("三十日内重新铺设支管",), "bureau"),
    Row("send_back", lambda: served(accepted(), MONDAY), Role.SCREENING, {"reason": "没有回应赔偿"}, ("视为没有出具",), "bureau",
        missing="reason"),
    Row("request_review", lambda: served(accepted(), MONDAY), Role.INTAKE,
        {"channel": "visit", "requested_on": TODAY, "received_on": TODAY, "request": "请求撤销处理意见"},
        ("登记复查、复核申请", "申请复查", "重新接好管子"), "bureau", missing="request", wrong=(Role.HANDLER, "housing")),
    Row("reply_assistance", assisting, Role.HANDLER, {"opinion": "资金已安排"}, ("条例第24条",), "finance", missing="opinion",
        wrong=(Role.HANDLER, "housing")),
    Row("consent_backdating", forwarded, Role.BUREAU_LEADER, {"act": "accept", "act_on": MONDAY, "reason": "看过短信记录"}, ("同意补录",),
        "bureau", missing="reason", wrong=(Role.SCREENING, "bureau")),
    Row("note", forwarded, Role.HANDLER, {"text": "电话核实过地址"}, ("只追加",), missing="text", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("sign_proposal", proposed, Role.BUREAU_LEADER, {"answer": ""}, ("群众反映集中", "交办函"), "bureau", event="sign_assignment",
        wrong=(Role.SCREENING, "bureau")),
    Row("refuse_proposal", proposed, Role.BUREAU_LEADER, {"answer": "先查清主管单位"}, ("群众反映集中",), "bureau", missing="answer"),
    Row("ask_counsel", lambda: claim_of(registered()), Role.SCREENING, {"counsel": lambda: person(Role.COUNSEL).pk, "question": "该走哪条途径？"},
        ("律师",), "bureau", missing="question"),
    Row("transfer_to_discipline", lambda: claim_of(accusation()), Role.COMPARTMENT, {"unit": lambda: unit("discipline").pk},
        ("接收机关",), "bureau", missing="unit"),
    Row("take_in", at_the_unit, Role.HANDLER, {"route": Route.PETITION}, ("办理途径",), missing="route"),
    Row("reply_directly", lambda: claim_of(registered()), Role.SCREENING, {"answer": "已说明政策，信访人明白"}, ("答复的内容",), "bureau",
        missing="answer"),
    Row("archive", closed, Role.INTAKE, {}, ("归档",), "bureau", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("rate", lambda: served(accepted(), MONDAY).case, Role.INTAKE, {"what": "0", "value": "satisfied", "evidence": "录音 12 号"},
        ("代录依据",), "bureau", missing="evidence", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("hand_on_accusation", accusation, Role.INTAKE, {}, ("移交保密员",), "bureau", wrong=(Role.COMPARTMENT, "bureau")),
    Row("seal_accusation", registered, Role.SCREENING, {"accused": lambda: unit("housing").pk}, ("被检举的单位",), "bureau",
        wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("link_repeat", later_with_earlier, Role.SCREENING,
        {"earlier": lambda: Case.objects.order_by("pk").values_list("number", flat=True).first(), "reason": "同人同事"}, ("原件号",), "bureau",
        missing="earlier", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("unlink_repeat", linked, Role.SCREENING, {"reason": "认错了人"}, ("撤销重复认定",), "bureau", missing="reason",
        wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("report_withdrawal", lambda: accepted().case, Role.INTAKE,
        {"claims": lambda: str(claim_of(Case.objects.get()).pk), "manner": "written", "evidence": "申请书一份"}, ("只有转述不算",), "bureau",
        missing="evidence", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("withdraw", lambda: reported_withdrawal(accepted()).case, Role.SCREENING, {"verification": "电话问过本人，确系自愿"},
        ("书面申请一份", "撤回确认书"), "bureau", missing="verification", wrong=(Role.INTAKE, "bureau")),
    Row("refuse_withdrawal", lambda: reported_withdrawal(accepted()).case, Role.SCREENING, {"verification": "本人说没有提过"},
        ("书面申请一份",), "bureau", missing="verification", wrong=(Role.INTAKE, "bureau")),
    Row("supplement", lambda: accepted().case, Role.INTAKE, {"text": "补交照片三张，现场录像一份"}, ("补充了什么",), "bureau", missing="text",
        wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("urge", lambda: accepted().case, Role.INTAKE, {"words": "问什么时候能修好"}, ("照说的记",), "bureau",
        wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("confirm_repeat", clerk_linked, Role.SCREENING, {}, ("同人同事", "并案告知书"), "bureau"),
    Row("split_claim", lambda: claim_of(registered()), Role.SCREENING, {"texts": "重新接好管子\n公开维修资金账目"}, ("一行一项",), "bureau",
        missing="texts"),
    Row("split_accusation", registered, Role.SCREENING, {"words": "科长收了施工队的好处", "accused": lambda: unit("housing").pk},
        ("整项都是检举控告的，清空这一栏",), "bureau", missing="words", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("record_interview", accepted, Role.HANDLER,
        {"held_on": TODAY, "venue": "桂花苑现场", "interviewers": "周建华、吴敏", "interviewee": "二楼住户",
         "record_text": "问：何时倒灌？答：上月。", "signature": "本人核对后签名"}, ("一问一答", "谈话笔录"), missing="record_text"),
    Row("list_evidence", accepted, Role.HANDLER,
        {"interviewers": "周建华、吴敏", "evidence": "照片三张，现场拍摄，证明反坡", "findings": "支管反坡"},
        ("一行一件", "证据目录"), missing="evidence"),
    # 简易办理, and the acts inside the compartment
    Row("suggest_simple", lambda: claim_of(registered(received_on=TODAY)), Role.SCREENING, {"kind": "clear", "reason": "换个灯泡就行"},
        ("初次信访事项",), "bureau", missing="reason", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("ask_simple", forwarded, Role.HANDLER, {"kind": "clear", "reason": "当天能修好"}, ("负责人",), missing="reason"),
    Row("accept_simple", forwarded, Role.UNIT_HEAD,
        {"kind": "clear", "reason": "当天能修好", "supportable": "on", "told_way": "oral", "told_at": "15:20",
         "told_words": "电话告知已收到", "on": TODAY},
        ("不是可能不予支持", "简易办理审批单", "书面告知期限"), missing="told_words", wrong=(Role.HANDLER, "housing")),
    Row("reply_simple", simple, Role.HANDLER,
        {"outcome": "supported", "reply": "路灯已经修好了", "reply_way": "sms", "reply_at": "09:05", "attitude": "content", "on": TODAY},
        ("信访人态度", "简易办理答复期限"), missing="reply"),
    Row("ask_conversion", simple, Role.HANDLER, {"why": "unsuitable", "reason": "管线分属两家单位"}, ("发现不宜",), missing="reason"),
    Row("convert_simple", simple, Role.UNIT_HEAD, {"why": "not_content", "reason": "信访人要求意见书"}, ("信访人不服", "审批单"), missing="reason",
        wrong=(Role.HANDLER, "housing")),
    Row("notify_organization", accusation, Role.COMPARTMENT, {"unit": lambda: unit("organization").pk}, ("只通报件号和日期",), "bureau",
        missing="unit"),
    Row("tell_accuser", accusation, Role.COMPARTMENT, {}, ("12388",), "bureau", missing="path"),
    # mediation and relief
    Row("hand_to_mediation", accepted, Role.HANDLER,
        {"manner": "peoples", "body": "云城街道人民调解委员会", "other_party": "惠民建筑公司", "dispute": "赔偿数额相差八千元"},
        ("随时退出", "移交调解单"), missing="dispute"),
    Row("apply_relief", registered, Role.INTAKE, {"kind": "temporary", "body": "云城街道办事处", "helped": "helped", "applied_on": MONDAY},
        ("不写病情",), "bureau", missing="body", wrong=(Role.BUREAU_LEADER, "bureau")),
    Row("give_counsel", asked_counsel, Role.COUNSEL, {"opinion": "宜走查处"}, ("该走哪条途径？",), "bureau", missing="opinion"),
    Row("refer_dispute", lambda: objected().handling, Role.SCREENING,
        {"body": lambda: f"superior:{unit('county_government').pk}", "reason": "市政移交清单不清，两家都不认领"},
        (REASON, "报请谁决定", "共同的上一级"), "bureau", missing="reason"),
    Row("propose_recusal", forwarded_case, Role.SCREENING,
        {"origin": "declared", "role": "approver", "ground": "petitioner", "reason": "与信访人是表兄弟"}, ("利害关系",), "bureau",
        missing="reason", wrong=(Role.WRITER, "bureau")),
]  # fmt: skip
#: Tried in tests of their own: test_review_findings, test_case_page, and (without an event) test_mediation_pages.
ELSEWHERE = {
    "tag",  # tests/cases/test_topics.py
    "reissue_code",
    "attach",
    "note",
    "propose",
    "answer_imported",
    "mark_attention",
    "record_reception_talk",
    "close_attention",
}
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.act)


def posted_data(row: Row, url: str, client: Client) -> dict[str, Any]:
    """What a browser sends: the fields as the page gave them, with the one-time key and the version."""
    page = client.get(url)
    form = page.context["form"]
    kept = (
        {name: form[name].value() for name in form.fields if form[name].value() is not None} if form else {}
    )
    given = {name: value() if callable(value) else value for name, value in row.data.items()}
    return {**kept, **given, "form_key": str(uuid.uuid4())}


def test_every_act_with_a_page_is_tried_here():
    pages = set(HANDLING_ACTS) | set(CLAIM_ACTS) | set(CASE_ACTS) | {"draft_opinion"}
    assert {row.act for row in ROWS} | ELSEWHERE == pages


@each
def test_the_page_says_what_follows(row):
    matter = row.make()
    answer = signed_in(person(row.role, row.code)).get(row.url(matter))
    assert answer.status_code == 200
    page = answer.content.decode()
    for words in row.words:
        assert words in page, words
    assert page.count("btn--main") == 1


@each
def test_the_act_is_done_once_and_leads_back_to_the_case(row):
    matter = row.make()
    client, url = signed_in(person(row.role, row.code)), row.url(matter)
    data = posted_data(row, url, client)
    case = matter if isinstance(matter, Case) else matter.case
    acts = CaseEvent.objects.filter(case=case, act=row.event or row.act)
    before = acts.count()
    answer = client.post(url, data)
    assert answer.status_code == 302
    assert answer["Location"].startswith((f"/cases/{case.number}/", "/"))
    assert acts.count() == before + 1
    again_sent = client.post(url, data)
    assert again_sent.status_code == 302
    assert again_sent["Location"] == answer["Location"]
    assert acts.count() == before + 1


@each
def test_others_are_refused(row):
    matter = row.make()
    url = row.url(matter)
    assert signed_in(person(Role.HANDLER, "education")).get(url).status_code == 404
    role, code = row.wrong
    answer = signed_in(person(role, code)).get(url)
    assert answer.status_code in {403, 404}
    assert signed_in(person(role, code)).post(url, {}).status_code == answer.status_code
    if isinstance(
        matter, Handling
    ):  # the bureau sees it and may not act; another unit on the case does not see it
        assert answer.status_code == (403 if code in {"bureau", matter.unit.code} else 404)
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("row", [row for row in ROWS if row.missing], ids=lambda row: row.act)
def test_what_is_missing_is_named_and_the_rest_kept(row):
    matter = row.make()
    client, url = signed_in(person(row.role, row.code)), row.url(matter)
    data = posted_data(row, url, client) | {row.missing: ""}
    before = CaseEvent.objects.count()
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "处要改" in page
    for name, value in data.items():
        if name not in {row.missing, "form_key", "version"} and isinstance(value, str) and len(value) > 5:
            assert value in page, name
    assert CaseEvent.objects.count() == before


HANDLING_ROWS = [
    row for row in ROWS if row.act in HANDLING_ACTS and row.act not in {"note", "consent_backdating"}
]


@pytest.mark.parametrize("row", HANDLING_ROWS, ids=lambda row: row.act)
def test_a_page_opened_before_somebody_acted_does_not_overwrite(row):
    matter = row.make()
    client, url = signed_in(person(row.role, row.code)), row.url(matter)
    data = posted_data(row, url, client)
    Handling.objects.filter(pk=matter.pk).update(version=matter.version + 7)
    before = CaseEvent.objects.count()
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "您打开这一页以后，这一件已经变了" in page
    for name, value in data.items():
        if name not in {"form_key", "version"} and isinstance(value, str) and len(value) > 8:
            assert value in page, name
    assert CaseEvent.objects.count() == before
    # read again, it can be sent: the page now carries the present version
    assert f'value="{matter.version + 7}"' in page


def test_what_is_not_lawful_now_says_why():
    handling = forwarded()
    lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "accept"])
    answer = client.get(url)
    assert answer.status_code == 409
    assert "当前状态为「已受理，办理中」" in answer.content.decode()
    posted = client.post(
        url, {"on": TODAY, "procedure": "先到现场看，再约谈", "version": again(handling).version}
    )
    assert posted.status_code == 409
    assert "先到现场看，再约谈" in posted.content.decode()


def test_a_refusal_of_the_act_itself_keeps_the_text():
    handling = signed(accepted(), MONDAY)
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "serve"])
    answer = client.post(
        url, {"on": TODAY, "method": "electronic", "proof": "短信回执第88号", "version": handling.version}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "电子送达须经受送达人同意" in page
    assert "短信回执第88号" in page
    assert again(handling).state == "signed"


def test_an_earlier_day_needs_its_reason():
    """补录 (design §5): a reason, and never before the act before it."""
    handling = forwarded()
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "accept"])
    data = {"on": MONDAY + days(1), "version": handling.version}
    assert "请写明补录理由" in client.post(url, data).content.decode()
    assert (
        client.post(url, data | {"on": MONDAY - days(3), "why_backdated": "当面告知，回证第3号"}).status_code
        == 409
    )
    assert client.post(url, data | {"why_backdated": "当面告知，回证第3号"}).status_code == 302
    assert again(handling).accepted_on == MONDAY + days(1)
    assert CaseEvent.objects.get(handling=handling, act="accept").backdated


def test_the_bureau_consents_to_a_day_that_turns_late_into_timely():
    handling = forwarded(on=MONDAY - days(13))  # fifteen days end on 3-04, yesterday
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "accept"])
    data = {"on": MONDAY, "why_backdated": "短信告知记录", "version": handling.version}
    refused = client.post(url, data)
    assert refused.status_code == 409
    assert "须先由信访局领导同意补录" in refused.content.decode()
    consent = reverse("cases:act", args=[handling.case.number, handling.pk, "consent_backdating"])
    given = {"act": "accept", "act_on": MONDAY, "reason": "看过短信记录", "version": handling.version}
    assert signed_in(person(Role.BUREAU_LEADER)).post(consent, given).status_code == 302
    assert BackdatingConsent.objects.get(handling=handling).on == MONDAY
    assert client.post(url, data).status_code == 302


# --- the opinion -------------------------------------------------------------------------------------------------


def opinion_url(handling: Handling) -> str:
    return reverse("cases:act", args=[handling.case.number, handling.pk, "draft_opinion"])


def test_a_draft_somebody_saved_meanwhile_is_never_overwritten():
    handling = whole_draft()
    client = signed_in(person(Role.HANDLER, "housing"))
    lived(
        TODAY, actions.draft_opinion, handling, by=person(Role.UNIT_HEAD, "housing"), facts="负责人改过的事实"
    )
    answer = client.post(opinion_url(handling), WHOLE | {"facts": "我写的另一段事实", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "负责人改过的事实" in page
    assert page.count("我写的另一段事实") >= 2  # beside theirs, and still in the form
    assert Opinion.objects.get(handling=handling).facts == "负责人改过的事实"
    assert (
        client.post(opinion_url(handling), WHOLE | {"facts": "我写的另一段事实", "version": 2}).status_code
        == 302
    )
    assert Opinion.objects.get(handling=handling).facts == "我写的另一段事实"


def test_what_the_draft_still_lacks_is_listed():
    handling = accepted()
    client = signed_in(person(Role.HANDLER, "housing"))
    answer = client.post(
        opinion_url(handling), WHOLE | {"legal_basis": "", "version": 0, "stay": "1"}, follow=True
    )
    page = answer.content.decode()
    assert "还缺法律法规依据" in page
    assert opinion_url(handling) == answer.redirect_chain[0][0]
    head = signed_in(person(Role.UNIT_HEAD, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "sign_opinion"])
    assert "意见书缺法律法规依据" in head.get(url).content.decode()


@pytest.mark.parametrize("version", [0])
def test_the_opinion_is_previewed_without_being_saved(version):
    handling = accepted()
    client = signed_in(person(Role.HANDLER, "housing"))
    answer = client.post(opinion_url(handling), WHOLE | {"version": version, "preview": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert not Opinion.objects.filter(handling=handling).exists()
    pdf = reverse("cases:opinion_pdf", args=[handling.case.number, handling.pk])
    assert client.get(pdf).status_code == 404
    drafted(handling, MONDAY)
    assert client.get(pdf)["Content-Type"] == "application/pdf"
    assert signed_in(person(Role.SCREENING)).get(pdf).status_code == 403


def test_a_preview_is_the_paper_itself_and_leaves_no_trace():
    handling = forwarded()
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "accept"])
    before = CaseEvent.objects.count()
    answer = client.post(
        url, {"on": TODAY, "version": handling.version, "preview": "1", "form_key": str(uuid.uuid4())}
    )
    assert answer["Content-Type"] == "application/pdf"
    assert again(handling).state == "arrived"
    assert CaseEvent.objects.count() == before
    assert handling.papers.filter(kind="acceptance_notice").count() == 0


# --- the rest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "details"), [("guide", GUIDANCE), ("bar", BAR)])
def test_an_ending_notice_needs_the_fields_of_its_way(way, details):
    handling = forwarded()
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "propose_decline"])
    data = {
        "way": way,
        "reason": "见附件",
        "version": handling.version,
        **{f"{way}_{name}": value for name, value in details.items()},
    }
    lacking = client.post(url, data | {f"{way}_{next(iter(details))}": ""})
    assert "告知书上要写" in lacking.content.decode()
    assert client.post(url, data).status_code == 302
    assert details.items() <= handling.proposals.get().details.items()


def test_a_fresh_code_is_shown_once_and_only_to_the_registering_office():
    case = registered()
    client = signed_in(person(Role.INTAKE))
    url = reverse("cases:case_act", args=[case.number, "reissue_code"])
    assert client.get(url).status_code == 200
    row = case.own_petition.petitioners.get()
    old = row.code_index
    answer = client.post(url, {"petitioner": row.pk, "version": case.version})
    assert "只显示这一次" in answer.content.decode()
    row.refresh_from_db()
    assert row.code_index != old
    handling = forwarded()
    refused = signed_in(person(Role.HANDLER, "housing")).get(
        reverse("cases:case_act", args=[handling.case.number, "reissue_code"])
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "taken"), [("核查笔录.txt", "六户签字".encode(), True), ("病毒.exe", b"MZ", False)]
)
def test_a_file_is_added_to_the_units_part(name, content, taken, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    handling = forwarded()
    client = signed_in(person(Role.HANDLER, "housing"))
    url = reverse("cases:act", args=[handling.case.number, handling.pk, "attach"])
    answer = client.post(
        url, {"file": SimpleUploadedFile(name, content), "about": "第一次核查", "version": handling.version}
    )
    assert answer.status_code == (302 if taken else 200)
    assert handling.attachments.filter(name=name).exists() is taken
    if taken:
        page = client.get(reverse("cases:detail", args=[handling.case.number])).content.decode()
        assert page.count(name) == 2  # in the list, and in the story of the file


def test_an_accusation_is_never_sent_to_the_accused():
    case = accusation()
    client = signed_in(person(Role.COMPARTMENT))
    url = reverse("cases:claim_act", args=[case.number, claim_of(case).pk, "transfer_to_discipline"])
    page = client.get(url).content.decode()
    assert unit("discipline").name in page
    assert f">{unit('housing').name}<" not in page
    assert client.post(url, {"unit": unit("housing").pk, "version": case.version}).status_code == 200


def test_who_handed_on_an_accusation_no_longer_sees_it():
    case = accusation()
    client = signed_in(person(Role.INTAKE))
    url = reverse("cases:case_act", args=[case.number, "hand_on_accusation"])
    assert client.post(url, {"version": case.version})["Location"] == "/"
    assert client.get(reverse("cases:detail", args=[case.number])).status_code == 404


def test_a_rating_is_entered_for_the_petitioner_with_its_evidence():
    handling = served(accepted(), MONDAY)
    client = signed_in(person(Role.INTAKE))
    url = reverse("cases:case_act", args=[handling.case.number, "rate"])
    page = client.get(url).content.decode()
    assert "县住建局" in page
    windows = dict(client.get(url).context["form"].fields["what"].choices)
    choice = next(key for key, label in windows.items() if label == "县住建局")
    data = {
        "what": choice,
        "value": "dissatisfied",
        "words": "没有修好",
        "evidence": "录音12号",
        "version": handling.case.version,
    }
    assert client.post(url, data).status_code == 302
    rating = Rating.objects.get()
    assert (rating.handling_id, rating.value, rating.evidence) == (handling.pk, "dissatisfied", "录音12号")


@pytest.mark.parametrize("act", ["archived", "presume_acceptance", "__class__"])
def test_there_is_no_page_for_what_is_no_act_of_a_person(act):
    handling = forwarded()
    client = signed_in(person(Role.HANDLER, "housing"))
    assert client.get(reverse("cases:act", args=[handling.case.number, handling.pk, act])).status_code == 404

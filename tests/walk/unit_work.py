"""Moves of the units: any act on any work by right and wrong people, disputes, and what stops or urges a whole file."""

from datetime import timedelta
from typing import Any

from builders import person, unit
from states import DECLINE, REASON, REPLIED, TOLD

from cases import actions
from cases.models import Case, Claim, Dispute, Objection, Proposal, Withdrawal
from law.terms import ClaimWay, DisputeBody, Role, Route
from organizations.models import User
from oversight import assigned
from walk.ground import UNITS, Ground
from walk.reference import LAWFUL, Asked, Work, happens, still_reviewable

ATTITUDES = ["content", "content", "silent", "not_content"]
#: What the reference calls otherwise, because the law tells the two apart.
CALLED = {"serve_by_post": "serve"}


class UnitWork(Ground):
    def work(self, pick: int, wish: int, wrong: int) -> None:
        """Any act of a unit's work in any state: half the time one that is lawful there."""
        living = self.living() or self.works
        work = (self.works if wish % 10 == 0 else living)[
            pick % len(self.works if wish % 10 == 0 else living)
        ]
        lawful = [act for act in sorted(LAWFUL) if LAWFUL[act](work, self.day)]
        act = lawful[wish % len(lawful)] if lawful and wish % 2 else sorted(LAWFUL)[wish % len(LAWFUL)]
        self.do(work, act, wrong=wrong == 0)

    def advance(self, pick: int, wish: int, times: int) -> None:
        """A unit gets on with its work: lawful acts by the right people, several in a row."""
        work = self.living()[pick % len(self.living())]
        for n in range(times):
            lawful = [act for act in sorted(LAWFUL) if LAWFUL[act](work, self.day)]
            if not lawful:
                return
            self.do(work, lawful[(wish + n) % len(lawful)], wish=wish)

    def answer(self, pick: int) -> None:
        """The straight course of one work to its conclusion, as far as it goes today."""
        work = self.living()[pick % len(self.living())]
        for act in (
            "accept",
            "take_statutory",
            "draft_opinion",
            "sign_opinion",
            "record_result",
            "serve",
            "report_conclusion",
        ):
            if LAWFUL[act](work, self.day):
                self.do(work, act)
        if pick % 2 and LAWFUL["conclude"](work, self.day):
            self.do(work, "conclude")

    def do(self, work: Work, act: str, *, wrong: bool = False, wish: int = 0) -> None:
        by, right = self.by(act, work, wrong=wrong)
        target = self.target(work, act)
        if target is None:
            return  # nothing there to decide on: no page leads to it
        lawful = work.route != Route.DISCIPLINE and LAWFUL[act](work, self.day)
        before, owner = work.state, work.claim
        expected = "forbidden" if not right else "done" if lawful else "refused"
        if act == "reply_simple" and expected == "done":
            work.attitude = ATTITUDES[wish % len(ATTITUDES)]
        self.attempt(act, before, expected, lambda: self.call(work, act, target, by))
        if expected == "done":
            happens(work, act, self.day)
            if act == "sign_opinion":
                self.hearings_fall(work, None)
            self.hold(owner)
            self.assistants_end(owner.matter)

    def target(self, work: Work, act: str) -> Any:
        handling = self.handling(work)
        if act in {"refuse_objection", "uphold_objection"}:
            return handling.objections.order_by("-pk").first() or Objection(handling=handling, reason=REASON)
        if act == "decline_handling":
            return Proposal.objects.filter(handling=handling).order_by("-pk").first()
        if act == "confirm_arrival":
            return handling.services.order_by("-pk").first()
        return handling

    def call(self, work: Work, act: str, target: Any, by: User) -> Any:
        posted = work.sent is not None and work.arrived_at_petitioner is None
        words: dict[str, dict[str, Any]] = {
            "take_statutory": {"words": {"legal_term": "六十日"}},
            "object_to": {"reason": REASON},
            "refuse_objection": {"answer": "属你单位职责"},
            "uphold_objection": {"answer": "属实", "to": self.free_unit(work)},
            "propose_decline": {"way": ClaimWay.DECLINE, "reason": "正在办理", "details": DECLINE},
            "decline_handling": {"approved": True},
            "ask_extension": {"days": 20, "reason": "案情复杂"},
            "approve_extension": {"days": 20, "reason": "案情复杂"},
            "draft_opinion": {"outcome": "adopted" if work.route == Route.SUGGESTION else "supported", "request": "请求",
                              "facts": "事实", "decision": "意见", "legal_basis": "某法第一条"},
            "serve": {"method": "direct", "served_on": self.day, "proof": "本人签收"},
            "serve_by_post": {"method": "post", "served_on": None, "proof": "EMS 1234567890123"},
            "confirm_arrival": {"served_on": self.day},
            "annul_service": {"reason": "邮件退回" if posted else "回执登记错了", "returned": posted},
            "report_conclusion": {"report": {"conclusion": "已办结"}},
            "send_back": {"reason": "没有逐项答复"},
            "reply_assistance": {"opinion": "情况属实"},
            "ask_simple": {"kind": "clear", "reason": "责任明确"},
            "accept_simple": {"kind": "clear", "reason": "责任明确", "supportable": True, **TOLD},
            "reply_simple": {**REPLIED, "outcome": "adopted" if work.route == Route.SUGGESTION else "supported",
                             "attitude": work.attitude or "content"},
            "ask_conversion": {"why": "unsuitable", "reason": "涉及两家单位"},
            "convert_simple": {"why": "unsuitable", "reason": "涉及两家单位"},
            "ask_report_extension": {"until": (work.report_due or self.day) + timedelta(days=10), "reason": "需要鉴定"},
            "refer_dispute": {"body": DisputeBody.SUPERIOR, "superior": unit("county_government"),
                              "reason": "两家单位都说不归自己管", "others": [self.free_unit(work)]},
            "record_interview": {"held_on": self.day, "venue": "现场", "interviewers": "周建华、吴敏", "interviewee": "住户",
                                 "record_text": "问：何时倒灌？答：上月。", "signature": "本人签名"},
        }  # fmt: skip
        name = CALLED.get(act, act)
        made = getattr(assigned if act == "ask_report_extension" else actions, name)
        return made(target, by=by, on=self.day, **words.get(act, {}))

    @staticmethod
    def free_unit(work: Work) -> Any:
        """A unit that has nothing to do with the claim yet."""
        busy = {work.unit, *(other.unit for other in work.claim.works)}
        return unit(
            next(code for code in [*UNITS, "finance", "utilities", "water", "forestry"] if code not in busy)
        )

    # --- decided by others -----------------------------------------------------------------------------------

    def decide_report_extension(self, pick: int) -> None:
        """Who set the day of a 交办 moves it, before it has passed."""
        asked = [work for work in self.works if work.more_time_asked]
        work = asked[pick % len(asked)]
        in_time = work.report_owed and work.report_due is not None and self.day <= work.report_due
        leader = person(Role.BUREAU_LEADER)
        self.attempt("decide_report_extension", work.state, "done" if in_time else "refused", lambda: (
            assigned.decide_report_extension(self.handling(work), by=leader, on=self.day, approved=True)))  # fmt: skip
        if not in_time:
            assigned.decide_report_extension(
                self.handling(work), by=leader, on=self.day, approved=False, answer="已过限办日期"
            )
        work.more_time_asked, work.report_due = False, self.report_day(work.pk)

    def settle_dispute(self, pick: int, how: str) -> None:
        """The common superior names the unit, or the units agreed after all (条例第24条第1款)."""
        put_up = [work for work in self.works if work.referred]
        work = put_up[pick % len(put_up)]
        row = Dispute.objects.get(handling_id=work.pk, state="referred")
        if how == "agreed":
            self.attempt("withdraw_dispute", work.state, "done", lambda: actions.withdraw_dispute(
                row, by=person(Role.SCREENING), on=self.day, reason="协商一致"))  # fmt: skip
            work.referred = False
            return
        assisting = [other for other in work.claim.works if not other.lead and other.state == "arrived"]
        lead = (
            work.unit
            if how == "confirmed"
            else assisting[0].unit
            if assisting and pick % 2
            else self.free_unit(work).code
        )
        wrong = pick % 6 == 0
        by = person(Role.UNIT_HEAD, work.unit) if wrong else person(Role.UNIT_HEAD, "county_government")
        act = "confirm_unit" if how == "confirmed" else "decide_dispute"
        self.attempt(act, work.state, "forbidden" if wrong else "done", lambda: actions.decide_dispute(
            row, by=by, on=self.day, lead=unit(lead), decision="属其法定职责"))  # fmt: skip
        if wrong:
            return
        work.referred = False
        if how == "confirmed":
            work.state, work.designated = "arrived", True
            return
        work.state = "returned"
        for other in assisting:
            if other.unit == lead:
                other.state = "concluded"  # who leads does not assist besides
        self.hold(work.claim, designated=True)

    def recuse(self, pick: int, ordered: bool) -> None:
        """A handler with an interest in the matter stays out of it (条例第28条第3款)."""
        work = self.living()[pick % len(self.living())]
        if work.route == Route.DISCIPLINE or work.unit not in self.handlers:
            return
        matter, (first, second) = work.claim.matter, self.handlers[work.unit]
        case = Case.objects.get(pk=matter.pk)
        row = self.attempt("propose_recusal", work.state, "forbidden" if first.pk in matter.recused else "done",
                           lambda: actions.propose_recusal(
            case, by=first, on=self.day, person=first, role="handler", ground="petitioner", origin="declared",
            reason="与信访人是表兄弟"))  # fmt: skip
        if row is None:
            return
        self.attempt("decide_recusal", "own", "forbidden", lambda: actions.decide_recusal(
            row, by=first, on=self.day, ordered=False, answer="没有关系"))  # fmt: skip
        self.attempt("decide_recusal", work.state, "done", lambda: actions.decide_recusal(
            row, by=person(Role.UNIT_HEAD, work.unit), on=self.day, ordered=ordered, answer="属实", takes_over=second))  # fmt: skip
        if ordered:
            matter.recused.add(first.pk)

    # --- whole files -----------------------------------------------------------------------------------------

    def withdraw(self, pick: int, sure: bool) -> None:
        """The petitioner's own word, made sure of by somebody else; what is answered cannot be withdrawn (domain §4.2 row 30)."""
        matter = self.matters[pick % len(self.matters)]
        if matter.accusation:
            return
        chosen = [claim for claim in matter.claims if self.withdrawable(claim)]
        expected = "done" if chosen and matter.state in {"registered", "dispatched"} else "refused"
        case = Case.objects.get(pk=matter.pk)
        rows = list(Claim.objects.filter(pk__in=[claim.pk for claim in chosen] or [matter.claims[0].pk]))
        row: Withdrawal | None = self.attempt("report_withdrawal", matter.state, expected, lambda: actions.report_withdrawal(
            case, by=person(Role.INTAKE), on=self.day, claims=rows, manner="written", evidence="申请书"))  # fmt: skip
        if row is None:
            return
        self.attempt("withdraw", "by the unit", "forbidden", lambda: actions.withdraw(
            row, by=person(Role.HANDLER, "housing"), on=self.day, verification="问过"))  # fmt: skip
        if not sure:
            self.attempt("refuse_withdrawal", matter.state, "done", lambda: actions.refuse_withdrawal(
                row, by=person(Role.SCREENING), on=self.day, verification="本人说没有撤回"))  # fmt: skip
            return
        self.attempt("withdraw", matter.state, "done", lambda: actions.withdraw(
            row, by=person(Role.SCREENING), on=self.day, verification="问过本人"))  # fmt: skip
        for claim in chosen:
            claim.way, claim.proposal = claim.way or "withdrawn", ""
            for work in claim.works:
                if not work.ended:
                    self.withdrawn(work)
        self.assistants_end(matter)

    def withdrawn(self, work: Work) -> None:
        """With the work end the dispute about it, its mediation, and a hearing that was not yet held."""
        self.note("withdraw", work.state)
        work.state, work.referred = "withdrawn", False
        for row in self.mediations:
            if row.work is work and row.work.mediating:
                row.happens("withdrawn")
        self.hearings_fall(work, None)

    @staticmethod
    def withdrawable(claim: Asked) -> bool:
        living = [work for work in claim.works if not work.ended]
        lead = [work for work in living if work.lead]
        open_states = {"arrived", "objected", "accepted", "statutory", "signed", "simple"}
        return (not claim.way and not living) or (
            bool(lead) and all(work.state in open_states for work in lead)
        )

    def archive(self, pick: int) -> None:
        """The file is at its end: closed, rated or not, and nothing can be reviewed any more (domain §4.2 rows 29 and 32)."""
        closed = [matter for matter in self.matters if matter.state == "closed"] or self.matters
        matter = (self.matters if pick % 4 == 0 else closed)[
            pick % len(self.matters if pick % 4 == 0 else closed)
        ]
        case = Case.objects.get(pk=matter.pk)
        # the petitioner's window for rating is an internal rule with many starts: its rows are believed here
        window = case.deadlines.filter(
            period="rating", met_on=None, voided_on=None, due_on__gte=self.day
        ).exists()
        over = matter.state == "closed" and not window and not still_reviewable(matter, self.day)
        expected = "forbidden" if matter.accusation else "done" if over else "refused"
        self.attempt(
            "archive",
            matter.state,
            expected,
            lambda: actions.archive(case, by=person(Role.INTAKE), on=self.day),
        )
        matter.archived = matter.archived or expected == "done"

    def add_or_urge(self, pick: int, urge: bool) -> None:
        """What is added to a matter, and the question where it is, is no new petition (domain §3.4)."""
        matter = self.matters[pick % len(self.matters)]
        if matter.accusation or matter.unit != "bureau":
            return
        case, by = Case.objects.get(pk=matter.pk), person(Role.INTAKE)
        if not urge:
            self.attempt("supplement", matter.state, "refused" if matter.merged else "done", lambda: actions.supplement(
                case, by=by, on=self.day, text="照片三张"))  # fmt: skip
            return
        again = matter.urged == self.day
        expected = "done" if matter.state in {"registered", "dispatched"} and not again else "refused"
        self.attempt("urge", matter.state, expected, lambda: actions.urge(case, by=by, on=self.day))
        matter.urged = self.day if expected == "done" else matter.urged

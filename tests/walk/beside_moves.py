"""Moves beside the course: reviews, hearings, mediations, supervision (条例第31条第6项、第33条、第35条、第36条、第40条)."""

from datetime import time, timedelta
from typing import Any

import mediations
import reviewing
from builders import person, unit

from cases import actions
from cases.models import Mediation, Review
from hearings import actions as hearing_actions
from hearings.models import Expert, Hearing, Room
from law.terms import Role, Route
from organizations.models import User
from oversight import actions as oversight_actions
from oversight.models import Supervision
from tests.hearings import scenes
from walk import beside
from walk.ground import Ground
from walk.reference import may_be_asked, rolled

ENDS_MEDIATION = {"refused", "withdrawn", "failed"}


class BesideMoves(Ground):
    @staticmethod
    def mostly(pick: int, drawn: str, lawful: list[str], seldom: set[str]) -> str:
        """Three times in four something lawful, so that what was begun gets on; seldom what ends it."""
        lawful = [name for name in lawful if name not in seldom or pick % 7 == 0]
        return lawful[pick % len(lawful)] if lawful and pick % 4 else drawn

    # --- 复查、复核 ------------------------------------------------------------------------------------------------

    def request_review(self, pick: int) -> None:
        """In time or late: it is entered, and the body decides (domain §2.3)."""
        asked = [work for work in self.works if may_be_asked(work)]
        work = asked[pick % len(asked)] if asked and pick % 5 else self.works[pick % len(self.works)]
        if work.route == Route.DISCIPLINE:
            return
        # an annulled opinion may have been done anew while the decision itself is still on its way: that is served first
        coming = any(row.work is work and row.state == "signed" for row in self.reviews)
        level = "" if coming else may_be_asked(work)
        row = self.attempt("request_review", work.state, "done" if level else "refused", lambda: actions.request_review(
            self.handling(work), by=person(Role.INTAKE), on=self.day, requested_on=self.day, received_on=self.day,
            channel="letter", request="撤销原意见", grounds="没有查清"))  # fmt: skip
        if row is None:
            return
        last = work.review.last_day()
        assert (row.level, row.late) == (level, last is not None and self.day > last)
        work.review.open = True
        self.reviews.append(beside.Asked(row.pk, work, level, self.day))

    def review(self, pick: int, act: str, outcome: str, wrong: int) -> None:
        """The body above decides: of 复查 its own people, of 复核 the bureau writes down what the city decided."""
        living = [
            row for row in self.reviews if row.state in {"requested", "accepted", "signed"}
        ] or self.reviews
        asked = (self.reviews if pick % 8 == 0 else living)[
            pick % len(self.reviews if pick % 8 == 0 else living)
        ]
        act = self.mostly(pick, act, [name for name in sorted(beside.REVIEW_ACTS) if asked.lawful(name)],
                          {"decline_review", "withdraw_review"})  # fmt: skip
        row = reviewing.fresh(Review.objects.get(pk=asked.pk))
        outside = asked.level == "final"
        head = act in {"sign_review", "decline_review"}
        by = self.reviewer(outside=outside, head=head)
        if wrong == 0:  # never the unit whose opinion it is (条例第28条第3款)
            by = person(Role.UNIT_HEAD, asked.work.unit)
        expected = "forbidden" if wrong == 0 else "done" if asked.lawful(act) else "refused"
        posted = pick % 3 == 0
        own = {"own_number": "临政信复核〔2026〕3号", "signed_on": self.day} if outside else {}
        words: dict[str, dict[str, Any]] = {
            "accept_review": {"late_reason": "住院，有病历" if row.late else ""},
            "decline_review": {"reason": "没有处理意见", "legal_basis": "《信访工作条例》第三十五条", "next_step": "向原单位了解", **own},
            "withdraw_review": {"evidence": "书面撤回申请"},
            "draft_review": {"outcome": outcome, **reviewing.OPINION, **own},
            "sign_review": {},
            "serve_review": {"sent_on": self.day, "method": "post" if posted else "direct",
                             "served_on": None if posted else self.day, "proof": "凭据"},
            "confirm_review_arrival": {"served_on": self.day},
        }  # fmt: skip
        before, was_closed = asked.state, asked.work.claim.matter.state
        self.attempt(act, f"{asked.level} {before}", expected, lambda: getattr(actions, act)(
            row, by=by, on=self.day, **words[act]))  # fmt: skip
        if expected != "done":
            return
        if act == "draft_review":
            asked.outcome = outcome
        if act == "serve_review":
            asked.posted = posted
        if act == "sign_review" and asked.outcome == "annulled":
            self.note("start_anew", asked.work.state)
            self.note("reopen", was_closed)
        if act in {"withdraw_review", "sign_review"}:
            self.hearings_fall(asked.work, asked)
        asked.happens(act, self.day)

    @staticmethod
    def reviewer(*, outside: bool, head: bool) -> User:
        if outside:
            return person(Role.BUREAU_LEADER if head else Role.SCREENING)
        return person(Role.UNIT_HEAD if head else Role.HANDLER, "county_government")

    # --- 听证 --------------------------------------------------------------------------------------------------

    def propose_hearing(self, pick: int, of_review: bool) -> None:
        """Of a work that is examined, or of a request for review that was taken up; one at a time."""
        reviews = [row for row in self.reviews if row.state in {"accepted", "requested"}]
        asked = reviews[pick % len(reviews)] if of_review and reviews else None
        works = [work for work in self.works if work.state == "accepted"]
        work = (
            asked.work
            if asked
            else works[pick % len(works)]
            if works and pick % 6
            else self.works[pick % len(self.works)]
        )
        live = any(row.live and row.work is work and self.same_step(row.of, asked) for row in self.hearings)
        lawful = not live and (asked.state == "accepted" if asked else work.state == "accepted")
        lawful = lawful and work.lead and work.route == "petition"
        by = person(Role.SCREENING) if asked else self.handler(work)
        row = self.attempt("propose_hearing", asked.state if asked else work.state, "done" if lawful else "refused", lambda: (
            hearing_actions.propose_hearing(
                self.handling(work), by=by, on=self.day, grounds=["complex"], reason="争议较大", questions="谁负责重铺",
                review=reviewing.fresh(Review.objects.get(pk=asked.pk)) if asked else None)))  # fmt: skip
        if row:
            heard = beside.Heard(row.pk, work, asked)
            self.hearings.append(heard)

    @staticmethod
    def same_step(one: beside.Asked | None, other: beside.Asked | None) -> bool:
        return (one.level if one else "") == (other.level if other else "")

    def hearing(self, pick: int, act: str, wrong: int) -> None:
        """Any act on a hearing in any state, half the time one that is lawful there."""
        living = [row for row in self.hearings if row.live] or self.hearings
        heard = living[pick % len(living)]
        act = self.mostly(pick, act, [name for name in sorted(beside.HEARING_ACTS) if heard.lawful(name, self.day)],
                          {"cancel_hearing", "postpone_hearing", "refuse_hearing"})  # fmt: skip
        self.register_of_experts()
        row = Hearing.objects.select_related("case", "handling__unit", "organ").get(pk=heard.pk)
        head = act in {"approve_hearing", "refuse_hearing"}
        by = self.holder(heard, head=head)
        if wrong == 0:
            by = person(Role.INTAKE)
        wanted = self.hours(heard, pick)
        lawful_now = heard.lawful(act, self.day)
        if act == "notify_hearing" and lawful_now:
            lawful_now = heard.fits(wanted, self.day, self.hearings)
        expected = "forbidden" if wrong == 0 else "done" if lawful_now else "refused"
        chair = [person(Role.BUREAU_LEADER), self.second][pick % 2]
        words: dict[str, dict[str, Any]] = {
            "approve_hearing": {"chair": chair},
            "refuse_hearing": {"decision": "事实清楚，不需要听证"},
            "draw_panel": {"wanted": scenes.ONE_OF_EACH},
            "notify_hearing": {"hours": hearing_actions.Hours(
                wanted.day, time(wanted.begins), time(wanted.begins + 2), self.rooms()[pick % 2])},
            "serve_hearing_notice": {"method": "direct", "proof": "本人签收"},
            "postpone_hearing": {"reason": "主持人出差"},
            "cancel_hearing": {"reason": "信访人不再要求"},
            "hold_hearing": {"said": scenes.SAID},
            "conclude_hearing": {"votes": {seat.pk: "founded" for seat in row.panel.filter(attended=True)},
                                 "conclusion": "情况属实"},
        }  # fmt: skip
        self.attempt(act, f"hearing {heard.state}", expected, lambda: getattr(hearing_actions, act)(
            row, by=by, on=self.day, **words[act]))  # fmt: skip
        if expected != "done":
            return
        if act == "draw_panel":
            heard.panel = list(row.panel.values_list("expert", flat=True))
        if act == "approve_hearing":
            heard.chair = chair.pk
        if act == "notify_hearing":
            heard.taken = wanted
        heard.happens(act, self.day)

    def holder(self, heard: beside.Heard, *, head: bool) -> User:
        if heard.of:  # both governments' acts are written down by the bureau
            return person(Role.BUREAU_LEADER if head else Role.SCREENING)
        return person(Role.UNIT_HEAD, heard.work.unit) if head else self.handler(heard.work)

    def hours(self, heard: beside.Heard, pick: int) -> beside.Taken:
        """Mostly a lawful hour; of two rooms and two halves of a day, so that people meet."""
        day = self.day + timedelta(days=2 + pick % 4)
        day = day if pick % 5 == 0 else rolled(day)
        who = {("room", pick % 2), ("chair", heard.chair), *(("expert", pk) for pk in heard.panel)}
        return beside.Taken(day, 9 if pick % 3 else 14, frozenset(who))

    def register_of_experts(self) -> None:
        if not Expert.objects.exists():
            for name, kind in scenes.PEOPLE:
                hearing_actions.add_expert(
                    scenes.entry(name, kind, since=self.day), by=person(Role.SCREENING), on=self.day
                )

    def rooms(self) -> list[Room]:
        for name in ("第一听证室", "第二听证室")[Room.objects.count() :]:
            hearing_actions.add_room(
                by=person(Role.SCREENING), on=self.day, name=name, unit=unit("bureau"), address="一楼"
            )
        return list(Room.objects.order_by("pk"))

    # --- 调解 --------------------------------------------------------------------------------------------------

    def hand_to_mediation(self, pick: int) -> None:
        work = self.works[pick % len(self.works)]
        if work.route == Route.DISCIPLINE:
            return
        lawful = (work.lead and work.state in {"accepted", "statutory"} and work.claim.matter.kind == "grievance"
                  and not work.mediating)  # fmt: skip
        row = self.attempt("hand_to_mediation", work.state, "done" if lawful else "refused", lambda: actions.hand_to_mediation(
            self.handling(work), by=self.handler(work), on=self.day, manner="peoples", body="云城街道人民调解委员会",
            other_party="建筑公司", dispute="赔偿数额"))  # fmt: skip
        if row:
            self.mediations.append(beside.Mediated(row.pk, work))
            work.mediating = True

    def mediate(self, pick: int, act: str, wrong: int) -> None:
        """On whatever has become of the work: what is agreed is followed up afterwards too."""
        open_ones = [row for row in self.mediations if row.work.mediating] or self.mediations
        mediated = (open_ones if pick % 3 else self.mediations)[
            pick % len(open_ones if pick % 3 else self.mediations)
        ]
        lawful_acts = [
            name for name in sorted(beside.MEDIATION_ACTS) if mediated.state in beside.MEDIATION_ACTS[name][0]
        ]
        act = self.mostly(pick, act, lawful_acts, ENDS_MEDIATION)
        row = Mediation.objects.select_related("handling__claim", "handling__unit").get(pk=mediated.pk)
        by = person(Role.SCREENING) if wrong == 0 else self.handler(mediated.work)
        lawful = mediated.state in beside.MEDIATION_ACTS[act][0]
        day: dict[str, Any] = {"by": by, "on": self.day}

        def attempt() -> Any:
            if act == "consent":
                return actions.consent_to_mediation(
                    row, petitioner_on=self.day, other_on=self.day, **mediations.CONFIRMED, **day
                )
            if act in ENDS_MEDIATION:
                return actions.end_mediation(row, ending=act, **day)
            if act == "agree":
                return actions.agree_in_mediation(row, content="赔偿三千元", how="一次付清", agreed_on=self.day,
                                                  effective_on=self.day, perform_by=self.day + timedelta(days=30), **day)  # fmt: skip
            return actions.follow_agreement(row, visited_on=self.day, found=act, **day)

        expected = "forbidden" if wrong == 0 else "done" if lawful else "refused"
        self.attempt(f"mediation {act}", mediated.state, expected, attempt)
        if expected == "done":
            mediated.happens(act)

    # --- 督办 --------------------------------------------------------------------------------------------------

    def supervise(self, pick: int) -> None:
        """督办 beside the course: it moves no state; one unanswered at a time (条例第40条)."""
        work = self.works[pick % len(self.works)]
        if work.route == Route.DISCIPLINE:
            return
        waiting = any(
            row.work is work and row.lawful("reply_supervision", self.day) for row in self.supervisions
        )
        row = self.attempt("supervise", work.state, "refused" if work.ended or waiting else "done", lambda: (
            oversight_actions.new_supervision(
                self.handling(work), by=person(Role.BUREAU_LEADER), on=self.day, ground="办理拖延", requirements="请立即办理")))  # fmt: skip
        if row:
            self.supervisions.append(beside.Supervised(row.pk, work, row.reply_deadline.due_on))

    def supervision(self, pick: int, act: str, wrong: int) -> None:
        found = self.supervisions[pick % len(self.supervisions)]
        work = found.work
        row = Supervision.objects.select_related("handling__claim", "unit").get(pk=found.pk)
        by = self.handler(work) if act == "reply_supervision" else person(Role.BUREAU_LEADER)
        if wrong == 0:
            by = person(Role.SCREENING)
        others = any(
            other is not found and other.work is work and other.state == "out" for other in self.supervisions
        )
        if act == "raise_supervision" and (found.level or others):
            return  # the highest stays the highest: how a level follows a level is an internal rule
        words: dict[str, dict[str, Any]] = {
            "reply_supervision": {"reply": "正在办理"},
            "close_supervision": {"remark": "已到现场核对"},
            "cancel_supervision": {"reason": "发错单位"},
            "raise_supervision": {"requirements": "立即办结", "ground": "没有实效", "manner": oversight_actions.Manner(level="key")},
        }  # fmt: skip
        expected = "forbidden" if wrong == 0 else "done" if found.lawful(act, self.day) else "refused"
        made = self.attempt(act, found.state, expected, lambda: getattr(oversight_actions, act)(
            row, by=by, on=self.day, **words[act]))  # fmt: skip
        if expected != "done":
            return
        found.happens(act)
        if act == "raise_supervision":
            self.supervisions.append(beside.Supervised(made.pk, work, made.reply_deadline.due_on, level=1))

"""Moves at the counter and of the bureau: what comes in, and which way each claim takes (domain §4.2 rows 1 to 8, 14)."""

from datetime import timedelta
from typing import Any

from builders import person, registration, unit
from states import BAR, DECLINE, GUIDANCE

from cases import actions
from cases.actions import Destination
from cases.models import Case, Claim, Proposal
from law.terms import Channel, ClaimWay, Purpose, Role, Route
from walk.ground import UNITS, Ground
from walk.reference import Asked, Matter

#: Ways of the bureau that end with the bureau.
ENDINGS = {
    "guide": ClaimWay.GUIDE,
    "decline": ClaimWay.DECLINE,
    "bar": ClaimWay.BAR,
    "file_away": ClaimWay.FILE_AWAY,
}
DETAILS = {"guide": GUIDANCE, "decline": DECLINE, "bar": BAR | {"final_on": "2024-06-03"}, "file_away": {}}


class Counter(Ground):
    def register(self, kind: str, claims: int, where: str) -> Matter:
        asked = 1 if kind == "accusation" else claims
        form = registration(received_on=self.day, channel=Channel.LETTER, purpose=Purpose(kind),
                            claims=[f"第{n}项请求" for n in range(asked)])  # fmt: skip
        role = Role.INTAKE if where == "bureau" else Role.HANDLER
        made = actions.register(form, by=person(role, where), unit=unit(where), on=self.day).case
        matter = Matter(made.pk, self.day, where, kind)
        matter.claims = [
            Asked(pk, matter) for pk in made.claims.order_by("order").values_list("pk", flat=True)
        ]
        self.matters.append(matter)
        return matter

    def undecided(self, claim: Asked) -> bool:
        return not claim.way and not claim.proposal and claim.matter.state == "registered"

    def of_the_bureau(self, claim: Asked) -> str:
        """What the bureau's officer may expect who decides on this claim."""
        if claim.matter.unit != "bureau" or claim.matter.accusation:
            return "forbidden"
        return "done" if self.undecided(claim) else "refused"

    def claim(self, pick: int) -> tuple[Asked, Claim]:
        """Mostly one that nobody has decided yet."""
        free = [claim for claim in self.claims() if self.undecided(claim)]
        found = free if free and pick % 5 else self.claims()
        claim = found[pick % len(found)]
        return claim, Claim.objects.get(pk=claim.pk)

    def forward(self, pick: int, to: str, route: str, wrong: int) -> None:
        claim, row = self.claim(pick)
        by = person(Role.INTAKE) if wrong == 0 else person(Role.SCREENING)
        expected = "forbidden" if wrong == 0 else self.of_the_bureau(claim)
        assisting = [unit(code) for code in UNITS if code != to][: pick % 2]
        made = self.attempt("forward", claim.way or claim.matter.state, expected, lambda: actions.forward(
            row, by=by, on=self.day, route=Route(route), to=Destination(unit(to), assisting)))  # fmt: skip
        if expected == "done":
            claim.way = "forward"
            self.hold(claim)
            assert made.unit == unit(to)

    def propose(self, pick: int, way: str) -> None:
        claim, row = self.claim(pick)
        expected = self.of_the_bureau(claim)
        if way == "bar" and expected == "done" and claim.matter.answered_before:
            expected = "refused"
        route = Route.JUDICIAL if way == "guide" else Route.PETITION
        to = (
            Destination(unit(UNITS[pick % 3]), [], self.day + timedelta(days=45), "查明事实")
            if way == "assign"
            else None
        )
        self.attempt("propose", claim.way or claim.matter.state, expected, lambda: actions.propose(
            row, by=person(Role.SCREENING), on=self.day, way=ClaimWay(way), route=route, reason="应当这样办理", to=to,
            details=DETAILS.get(way)))  # fmt: skip
        if expected == "done":
            claim.proposal, claim.report_due = way, to.report_due_on if to else None

    def sign(self, pick: int, agree: int, same: int) -> None:
        """A second pair of eyes; 交办 only the leader (条例第22条第1款第3项)."""
        waiting = [claim for claim in self.claims() if claim.proposal]
        claim = waiting[pick % len(waiting)]
        way = claim.proposal
        proposal = Proposal.objects.get(claim_id=claim.pk, decided_on=None, handling=None)
        if agree == 0:
            self.attempt("refuse_proposal", way, "done", lambda: actions.refuse_proposal(
                proposal, by=person(Role.BUREAU_LEADER), on=self.day, answer="先核实"))  # fmt: skip
            claim.proposal = ""
            return
        by: Any
        if way == "assign":
            late = (
                claim.report_due is not None and claim.report_due <= self.day
            )  # no report is due on a day gone by
            by, expected = (person(Role.SCREENING), "forbidden") if same == 0 else (
                person(Role.BUREAU_LEADER), "refused" if late else "done")  # fmt: skip
        else:
            meanwhile = way == "bar" and claim.matter.answered_before
            by, expected = (person(Role.SCREENING), "refused") if same == 0 else (
                self.second, "refused" if meanwhile else "done")  # fmt: skip
        name = "sign_assignment" if way == "assign" else way
        self.attempt(name, "proposed", expected, lambda: actions.sign_proposal(proposal, by=by, on=self.day))
        if expected == "done":
            claim.way, claim.proposal = way, ""
            self.hold(claim)
            self.assistants_end(claim.matter)

    def reply_directly(self, pick: int) -> None:
        claim, row = self.claim(pick)
        expected = self.of_the_bureau(claim)
        self.attempt("reply_directly", claim.way or claim.matter.state, expected, lambda: actions.reply_directly(
            row, by=person(Role.SCREENING), on=self.day, answer="已当场说明"))  # fmt: skip
        if expected == "done":
            claim.way = "reply"
            self.assistants_end(claim.matter)

    def split_claim(self, pick: int) -> None:
        """One claim that asks two things becomes two, each with its own way (条例第31条)."""
        claim, row = self.claim(pick)
        expected = self.of_the_bureau(claim)
        rows = self.attempt("split_claim", claim.way or claim.matter.state, expected, lambda: actions.split_claim(
            row, by=person(Role.SCREENING), on=self.day, texts=["修路", "赔偿损失"]))  # fmt: skip
        claim.matter.claims += [Asked(row.pk, claim.matter) for row in (rows or [])[1:]]

    def take_in(self, pick: int, route: str) -> None:
        """What was put to a unit directly it keeps (条例第23条第1款)."""
        own = [claim for claim in self.claims() if claim.matter.unit != "bureau"]
        claim = own[pick % len(own)]
        matter = claim.matter
        expected = "forbidden" if matter.accusation else "done" if self.undecided(claim) else "refused"
        self.attempt("take_in", claim.way or matter.state, expected, lambda: actions.take_in(
            Claim.objects.get(pk=claim.pk), by=self.handler_of(matter, matter.unit), on=self.day, route=Route(route)))  # fmt: skip
        if expected == "done":
            claim.way = "own"
            self.hold(claim, direct=True)

    def transfer_to_discipline(self, pick: int, wrong: int) -> None:
        sealed = [claim for claim in self.claims() if claim.matter.accusation]
        claim = sealed[pick % len(sealed)]
        by = person(Role.SCREENING) if wrong == 0 else person(Role.COMPARTMENT)
        expected = "forbidden" if wrong == 0 else "done" if self.undecided(claim) else "refused"
        self.attempt("transfer_to_discipline", claim.way or "registered", expected, lambda: actions.transfer_to_discipline(
            Claim.objects.get(pk=claim.pk), by=by, on=self.day, unit=unit("discipline")))  # fmt: skip
        if expected == "done":
            claim.way = "discipline"
            self.hold(claim)

    # --- one matter, two letters -----------------------------------------------------------------------------

    def link_repeat(self, pick: int, clerk: bool) -> None:
        """A second letter about the same matter joins the open file; of a closed one it is marked a repeat (domain §2.3)."""
        earlier = self.matters[pick % len(self.matters)]
        matter = self.register("grievance", 1, "bureau")
        lawful = not earlier.accusation and not earlier.merged
        by = person(Role.INTAKE) if clerk else person(Role.SCREENING)
        link = self.attempt("link_repeat", earlier.state, "done" if lawful else "refused", lambda: actions.link_repeat(
            Case.objects.get(pk=matter.pk), earlier=Case.objects.get(pk=earlier.pk), by=by, on=self.day, reason="同人同事"))  # fmt: skip
        if link is None:
            return
        matter.repeat, matter.merged = True, earlier.state in {"registered", "dispatched"}
        matter.earlier = earlier
        assert link.merged == matter.merged
        if clerk and matter.merged and pick % 2:
            self.attempt("confirm_repeat", "joined", "done", lambda: actions.confirm_repeat(
                link, by=person(Role.SCREENING), on=self.day))  # fmt: skip

    def unlink_repeat(self, pick: int) -> None:
        """And is parted again, whatever has become of either."""
        matter = self.matters[pick % len(self.matters)]
        joined = [row for row in self.matters if row.repeat]
        if joined and pick % 4:
            matter = joined[pick % len(joined)]
        expected = "forbidden" if matter.accusation else "done" if matter.repeat else "refused"
        self.attempt("unlink_repeat", matter.state, expected, lambda: actions.unlink_repeat(
            Case.objects.get(pk=matter.pk), by=person(Role.SCREENING), on=self.day, reason="不是一回事"))  # fmt: skip
        if expected == "done":
            matter.repeat, matter.merged, matter.earlier = False, False, None

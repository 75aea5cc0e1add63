"""From the proposal to the conclusion: every step leaves its event, its paper and its word; no clock is stopped."""

import pytest
from builders import accepted, person

from cases.models import CaseEvent, CasePaper, Deadline
from documents import issuing
from hearings import drawing
from hearings.models import Booking, Participation
from law.terms import PaperKind, Role
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db


def test_the_course_of_a_hearing_from_first_to_last():
    """domain §4.2 row 18: notice, minutes, conclusion; 条例第31条第6项: the sixty days run on."""
    handling = accepted()
    before = Deadline.objects.get(handling=handling, period="handling").due_on
    hearing = s.concluded(s.held(s.served(s.noticed(handling))))
    assert (hearing.state, hearing.held_on, hearing.concluded_on, hearing.finding) == (
        "concluded", s.HEARD, s.CONCLUDED, "founded")  # fmt: skip
    acts = list(
        CaseEvent.objects.filter(case=hearing.case, data__hearing=hearing.pk).values_list("act", flat=True)
    )
    assert acts == ["propose_hearing", "approve_hearing", "draw_panel", "notify_hearing", "serve_hearing_notice", "hold_hearing",
                    "conclude_hearing"]  # fmt: skip
    kinds = list(
        CasePaper.objects.filter(paper__in=hearing.papers.all()).order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == [
        PaperKind.HEARING_NOTICE,
        PaperKind.SERVICE_RECEIPT,
        PaperKind.HEARING_MINUTES,
        PaperKind.HEARING_SUMMARY,
    ]
    deadline = Deadline.objects.get(handling=handling, period="handling")
    assert (deadline.due_on, deadline.hearing, deadline.met_on) == (before, 0, None)
    assert Participation.objects.filter(case=hearing.case, kind="hearing", on=s.HEARD).count() == 3
    assert drawing.again(hearing.draw) == hearing.draw["drawn"]
    assert Booking.objects.filter(hearing=hearing, released_on=None).count() == 5
    summary = str(issuing.content_of(hearing.papers.get(kind=PaperKind.HEARING_SUMMARY)).to_dict())
    assert "到会评议人3人，其中2人认为请求成立，1人认为请求部分成立" in summary
    assert "陈桂英" not in summary
    minutes = str(issuing.content_of(hearing.papers.get(kind=PaperKind.HEARING_MINUTES)).to_dict())
    assert s.SAID.petitioner_words in minutes
    assert person(Role.HANDLER, "housing").name

"""复查、复核 beside a file: the request as a next act, and how each stands, for those who may know (条例第35条、第36条)."""

from typing import Any

from django.urls import reverse

from cases import beside, policies, reviews
from cases.beside import Panel
from cases.models import Deadline, Handling, Review
from cases.presenting import short
from cases.reading import Course, File
from cases.reviews import Ended, Stage
from law.terms import HandlingState, ReviewLevel, ReviewOutcome, ReviewState, Route, UnitKind

#: A matter that has, or had, an opinion: only there a review is a question at all.
SHOWN = frozenset({HandlingState.SERVED, HandlingState.CONCLUDED})


def register() -> None:
    """Stand beside every file."""
    beside.register("reviews", offers=offers, panels=panels,
                    tables={"review": lambda case: Review.objects.filter(handling__claim__case=case)})  # fmt: skip


def rows_of(file: File) -> list[Review]:
    """The reviews of the file this person may know, in one query for the whole page."""
    if not hasattr(file, "_reviews"):
        asked = any(course.handling and course.handling.route == Route.PETITION for course in file.courses)
        known = asked and beside.has(file, "review")
        found = list(reviews.of_case(file.case, file.user)) if known else []
        file._reviews = found  # type: ignore[attr-defined]
    kept: list[Review] = file._reviews  # type: ignore[attr-defined]
    return kept


def _of(file: File, handling: Handling) -> list[Review]:
    return [row for row in rows_of(file) if row.handling_id == handling.pk]


def offers(file: File) -> list[dict[str, Any]]:
    """Enter a request; grey with the reason where the petitioner might ask for it at the counter."""
    handling = file.focus.handling
    found = _waiting(file)
    if (
        handling is None
        or handling.state not in SHOWN
        or not policies.may(file.user, "request_review", handling)
    ):
        return found
    now = reviews.stage(handling, _of(file, handling), file.focus.deadlines, on=file.today)
    label = f"登记{now.level.label}申请"
    if not now.open:
        label = "登记复查、复核申请"
        reason = now.reasons[0]
        never = reason.startswith("不能：")
        return [*found, beside.refused(label, reason.split("：", 1)[1], "request_review", never=never)]
    address = reverse("cases:act", args=[file.case.number, handling.pk, "request_review"])
    return [*found, beside.allowed(label, address, _until(now, file), "request_review")]


def _until(now: Stage, file: File) -> str:
    option = now.option
    assert option is not None  # noqa: S101 - the stage is open
    left = f"信访人可以在 {short(option.due_on)} 前申请，交邮日算数。"
    return (
        left
        if option.due_on >= file.today
        else f"申请期限 {short(option.due_on)} 已满：照样登记，由{now.level.label}机关审查。"
    )


def _waiting(file: File) -> list[dict[str, Any]]:
    """A review this person has something to do in."""
    found = []
    for row in rows_of(file):
        act = {
            ReviewState.REQUESTED: "accept_review",
            ReviewState.ACCEPTED: "draft_review",
            ReviewState.SIGNED: "serve_review",
        }.get(ReviewState(row.state))
        if row.state == ReviewState.ACCEPTED and row.outcome:
            act = "sign_review"
        if act and policies.may(file.user, act, row):
            label = {"accept_review": "审查{}申请", "draft_review": "写（录入）{}意见", "sign_review": "审签{}意见",
                     "serve_review": "送达{}意见"}[act].format(ReviewLevel(row.level).label)  # fmt: skip
            follows = f"{row.organ.short_name}，{short(row.received_on)} 收到，三十日内书面答复。"
            address = reverse("cases:reviews_record", args=[row.pk])
            # where the body has people of its own, the bureau may record but is not urged to
            main = policies.decides_itself(file.user, row) or row.organ.kind == UnitKind.HIGHER
            found.append(beside.allowed(label, address, follows, act, main=main))
    return found


def panels(file: File) -> list[Panel]:
    """Each review in a row; and whether the procedure has ended (程序终结)."""
    found: list[dict[str, Any]] = []
    for row in rows_of(file):
        found.append(
            {"label": f"{ReviewLevel(row.level).label}（{row.organ.short_name}）", "value": _said(row),
             "url": reverse("cases:reviews_record", args=[row.pk]), "link": "打开"}
        )  # fmt: skip
    for course in file.courses:
        if end := _ended(file, course):
            unit = (
                f"（{course.handling.unit.short_name}）"
                if course.handling and len(file.handlings) > 1
                else ""
            )
            found.append({"label": f"程序终结{unit}", "value": f"{short(end.on)}　{end.why}"})
    return [Panel("复查复核", found, qualifier="条例第35条、第36条")]


def _ended(file: File, course: Course) -> Ended | None:
    handling = course.handling
    if handling is None or handling.state not in SHOWN or handling.route != Route.PETITION:
        return None
    clocks: list[Deadline] = course.deadlines
    return reviews.ended(handling, _of(file, handling), clocks, on=file.today)


def _said(row: Review) -> str:
    state = ReviewState(row.state).label
    if row.signed_on and row.outcome:
        return f"{ReviewOutcome(row.outcome).label}　{row.number}　{short(row.signed_on)}，{state}"
    return f"{state}　{short(row.received_on)} 收到{'，超过申请期限' if row.late else ''}"

"""年终总评: weights by versions, the computation, reasons, signature, and what a unit says to its own (条例第39条)."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse

from audit import chain
from cases.policies import NotLawfulNow, NotYours
from documents.layouts.tables import row_of
from law.terms import AssessmentGrade, AssessmentPillar, PaperKind, Role
from notifications.outbox import word
from organizations.acting import action
from organizations.models import User
from organizations.roles import Permission
from reports import official
from reports.figures import Tally
from reports.mechanisms import assessed
from reports.mechanisms.assessed import ASSESSED, FEW_DUTIES, FEW_RATINGS
from reports.mechanisms.models import Assessment, AssessmentResult, AssessmentScheme, SchemeWeight
from reports.mechanisms.models.assessment import makes_assessments, signs_assessments
from reports.official import OfficialDocument
from reports.wording import pct

CENT = Decimal("0.01")
WHOLE = 100
#: Which counts decide whether there is enough to judge: duties that fell due.
DUTIES = ("unit_timely_notice", "timely_conclusion")
FIRST_REASON = "系统预置，请按本县的考核办法修改"


# --- the weights --------------------------------------------------------------------------------------------------


def seed_scheme(on: date) -> None:
    """The first version, from the closed list's own weights; a bureau's later ones are never touched."""
    if not AssessmentScheme.objects.exists():
        row = AssessmentScheme.objects.create(version=1, reason=FIRST_REASON, made_on=on)
        _weigh(row, {code: each.weight for code, each in ASSESSED.items()})


def scheme_in_force() -> AssessmentScheme:
    """The newest version."""
    found = AssessmentScheme.objects.prefetch_related("weights").first()
    if found is None:
        raise NotLawfulNow("还不能：还没有总评办法，请先定各项权重")
    return found


@action
def save_scheme(
    *, by: User, on: date, weights: Mapping[str, int], good: int, fairly: int, plain: int, reason: str
) -> AssessmentScheme:
    """改总评办法: a new version; what was assessed by an older one stays as it was."""
    if not signs_assessments(by):
        raise NotYours("您的岗位不能「改总评办法」。此事由信访局领导办理。")
    for code in weights:
        assessed.refuse_volume(code)
    used = {code: weight for code, weight in weights.items() if weight}
    if sum(used.values()) != WHOLE:
        raise NotLawfulNow(f"各项权重加起来应当是 100，现在是 {sum(used.values())}")
    without = [
        pillar.label
        for pillar in AssessmentPillar
        if not any(ASSESSED[code].pillar == pillar for code in used)
    ]
    if without:
        raise NotLawfulNow(
            f"不能：缺「{'」「'.join(without)}」方面的指标；依规依法、及时、就地解决缺一不可（条例第39条第1款）"
        )
    if not WHOLE >= good > fairly > plain > 0:
        raise NotLawfulNow("等次的下限应当依次降低：好、较好、一般，都在 1 至 100 之间")
    if len(reason.strip()) < 4:
        raise NotLawfulNow("请写明修改的理由")
    newest = AssessmentScheme.objects.aggregate(n=Max("version"))["n"] or 0
    try:
        with transaction.atomic():
            row = AssessmentScheme.objects.create(
                version=newest + 1,
                good=good,
                fairly=fairly,
                plain=plain,
                reason=reason.strip()[:200],
                made_by=by,
                made_on=on,
            )
    except IntegrityError:
        raise NotLawfulNow("别人刚刚也改了总评办法，请看过新的一版再改") from None
    _weigh(row, used)
    chain.record("save_assessment_scheme", by=by, about=row, reason=reason.strip())
    return row


def _weigh(row: AssessmentScheme, weights: Mapping[str, int]) -> None:
    SchemeWeight.objects.bulk_create(
        [
            SchemeWeight(scheme=row, code=code, pillar=ASSESSED[code].pillar, weight=weight)
            for code, weight in weights.items()
        ]
    )


# --- the computation ----------------------------------------------------------------------------------------------


def line_of(weight: SchemeWeight, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """One line of a result: how many of how many, the points, and in words why so many or why none."""
    each, tally = ASSESSED[weight.code], tallies.get(weight.code, Tally())
    found: dict[str, Any] = {
        "code": weight.code, "name": each.name, "pillar": weight.pillar, "weight": weight.weight,
        "numerator": tally.numerator, "denominator": tally.denominator, "points": None, "beside": "",
    }  # fmt: skip
    if weight.code == "satisfaction_unit":
        asked = tallies.get("participation_unit", Tally())
        found["beside"] = f"群众参评率 {pct(asked.rate)}" if asked.denominator else "没有到评价期的"
        if tally.denominator < FEW_RATINGS:
            # neither number is kept: of three ratings one can tell whose they are
            return found | {
                "numerator": 0,
                "denominator": 0,
                "why": f"评价不足 {FEW_RATINGS} 件，不计分，以免指向个人",
            }
    if not tally.denominator:
        return found | {"why": "这一年没有，不计分，权重按比例归其他项"}
    points = (Decimal(weight.weight) * tally.numerator / tally.denominator).quantize(CENT, ROUND_HALF_UP)
    missed = tally.denominator - tally.numerator
    why = f"{tally.denominator} 件中 {tally.numerator} 件做到，{pct(tally.rate)} × {weight.weight} 分"
    return found | {"points": str(points), "why": f"{why}；{missed} 件没有做到" if missed else why}


def score_of(lines: list[dict[str, Any]], duties: int) -> Decimal | None:
    """The points of what was counted, on a scale of one hundred; None when there is too little to judge by."""
    counted = [line for line in lines if line["points"] is not None]
    whole = sum(line["weight"] for line in counted)
    if duties < FEW_DUTIES or not whole:
        return None
    parts: list[Decimal] = [
        Decimal(line["weight"]) * line["numerator"] / line["denominator"] for line in counted
    ]
    total: Decimal = sum(parts, Decimal(0)) * WHOLE / Decimal(whole)
    return total.quantize(CENT, ROUND_HALF_UP)


def grade_of(score: Decimal | None, scheme: AssessmentScheme) -> str:
    """The group; empty when not scored."""
    if score is None:
        return ""
    borders = (
        (scheme.good, AssessmentGrade.GOOD),
        (scheme.fairly, AssessmentGrade.FAIRLY),
        (scheme.plain, AssessmentGrade.PLAIN),
    )
    return next((grade for border, grade in borders if score >= border), AssessmentGrade.POOR).value


@action
def compute(year: int, *, by: User, on: date) -> Assessment:
    """计算总评, or do it again before the signature; reasons written meanwhile stay."""
    if not makes_assessments(by):
        raise NotYours("您的岗位不能「计算总评」。此事由统计报告员、信访局领导办理。")
    if date(year, 12, 31) >= on:
        raise NotLawfulNow(f"还不能：{year}年还没有过完，过完再总评（条例第39条第1款，每年考核）")
    row = Assessment.objects.select_for_update().filter(year=year).first()
    if row and row.signed_on:
        raise NotLawfulNow(f"不能：{row.signed_on} 已经签发")
    scheme = scheme_in_force()
    if row is None:
        try:
            with transaction.atomic():
                row = Assessment.objects.create(year=year, scheme=scheme, computed_by=by, computed_on=on)
        except IntegrityError:
            raise NotLawfulNow("别人刚刚算过这一年的总评，请看那一份") from None
    else:
        row.scheme, row.computed_by, row.computed_on = scheme, by, on
        row.version += 1
        row.save()
    _results(row, on)
    chain.record("compute_assessment", by=by, about=row)
    return row


def _results(row: Assessment, on: date) -> None:
    weights = list(row.scheme.weights.all())
    found = assessed.measured([weight.code for weight in weights], assessed.year_span(row.year), on)
    kept = dict(row.results.values_list("unit", "reasons"))
    row.results.all().delete()
    made = []
    for unit in assessed.units():
        tallies = found.get(unit.code, {})
        duties = sum(tallies.get(code, Tally()).denominator for code in DUTIES)
        lines = [line_of(weight, tallies) for weight in weights]
        if not duties and all(line["points"] is None for line in lines):
            continue
        score = score_of(lines, duties)
        made.append(AssessmentResult(assessment=row, unit=unit, lines=lines, score=score, grade=grade_of(score, row.scheme),
                                     reasons=kept.get(unit.pk, "")))  # fmt: skip
    AssessmentResult.objects.bulk_create(made)


# --- reasons, signature, what the unit says -----------------------------------------------------------------------


@action
def explain(result: AssessmentResult, *, by: User, on: date, reasons: str) -> AssessmentResult:
    """写评语: what the numbers do not say; before the signature."""
    if not makes_assessments(by):
        raise NotYours("您的岗位不能「写评语」。此事由统计报告员、信访局领导办理。")
    row = _locked(result)
    if row.assessment.signed_on:
        raise NotLawfulNow(f"不能：{row.assessment.signed_on} 已经签发")
    row.reasons = reasons.strip()
    return _saved(row, "explain_assessment", by)


@action
def sign(assessment: Assessment, *, by: User, on: date, use: str) -> Assessment:
    """签发, with what the result is used for; from then on nothing changes and each unit sees its own."""
    if not signs_assessments(by):
        raise NotYours("您的岗位不能「签发总评」。此事由信访局领导办理。")
    row = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if reasons := sign_blockers(row):
        raise NotLawfulNow(*reasons)
    if not use.strip():
        raise NotLawfulNow("请写明结果运用：在什么范围内通报、作为什么的参考（条例第39条第1款）")
    row.use, row.signed_by, row.signed_on = use.strip(), by, on
    row.version += 1
    row.save()
    chain.record("sign_assessment", by=by, about=row)
    for result in row.results.select_related("unit"):
        heads = User.objects.filter(unit=result.unit, role=Role.UNIT_HEAD, is_active=True).values_list(
            "pk", flat=True
        )
        word(f"assessment:{result.pk}", list(heads), f"{row}结果已签发，可以提意见", on=on,
             url=reverse("reports:assessment_results_record", args=[result.pk]))  # fmt: skip
    return row


def sign_blockers(row: Assessment) -> list[str]:
    """Why it cannot be signed: signed already; a unit that must improve is told why."""
    if row.signed_on:
        return [f"不能：{row.signed_on} 已经签发"]
    silent = row.results.filter(grade=AssessmentGrade.POOR, reasons="").select_related("unit")
    names = [result.unit.short_name for result in silent]
    return [f"还不能：{'、'.join(names)}列为「需改进」，先写评语说明理由"] if names else []


@action
def respond(result: AssessmentResult, *, by: User, on: date, text: str) -> AssessmentResult:
    """单位提意见 to its own result; it stands beside it, whoever reads it."""
    if not by.can(Permission.HEAD_UNIT) or result.unit_id not in by.stands_for:
        raise NotYours("您的岗位不能「对总评结果提意见」。此事由该单位负责人办理。")
    row = _locked(result)
    if row.assessment.signed_on is None:
        raise NotLawfulNow("还不能：总评还没有签发")
    if row.responded_on:
        raise NotLawfulNow(f"不能：{row.responded_on} 已经提过意见")
    if not text.strip():
        raise NotLawfulNow("请填写意见")
    row.response, row.responded_by, row.responded_on = text.strip(), by, on
    row = _saved(row, "respond_to_assessment", by)
    people = User.objects.filter(
        unit__kind="bureau", role__in=[Role.WRITER, Role.BUREAU_LEADER], is_active=True
    )
    word(f"assessment-response:{row.pk}", list(people.values_list("pk", flat=True)), f"{row.unit.short_name}对总评结果提了意见", on=on,
         url=reverse("reports:assessment_results_record", args=[row.pk]))  # fmt: skip
    return row


def _locked(result: AssessmentResult) -> AssessmentResult:
    Assessment.objects.select_for_update().get(pk=result.assessment_id)
    rows = AssessmentResult.objects.select_for_update(of=("self",)).select_related("assessment", "unit")
    found = rows.filter(pk=result.pk).first()
    if found is None:
        raise NotLawfulNow("总评刚刚重新算过，请打开新的结果再办")
    return found


def _saved(row: AssessmentResult, verb: str, by: User) -> AssessmentResult:
    row.version += 1
    row.save()
    chain.record(verb, by=by, about=row)
    return row


# --- told to the county (考核结果应当在适当范围内通报) -------------------------------------------------------------


@action
def draw_up_circular(assessment: Assessment, *, by: User, on: date) -> OfficialDocument:
    """拟通报 of a signed assessment: the groups, units in the county's order within each, no scores, no places."""
    if assessment.signed_on is None:
        raise NotLawfulNow("还不能：总评签发以后才通报（条例第39条第1款）")
    return official.draft(by=by, on=on, kind=PaperKind.CIRCULAR, heading=f"关于{assessment.year}年度信访工作考核情况的通报",
                          recipient="各乡镇人民政府、街道办事处，县直各部门", body=circular_body(assessment),
                          copy_to="县委办公室，县政府办公室")  # fmt: skip


def circular_body(assessment: Assessment) -> str:
    results = list(assessment.results.select_related("unit").order_by("unit__position", "unit__code"))
    rows = [row_of(("等次", "单位"))]
    for grade in AssessmentGrade:
        names = [result.unit.short_name for result in results if result.grade == grade]
        if names:
            rows.append(row_of((grade.label, "、".join(names))))
    few = [result.unit.short_name for result in results if not result.grade]
    return "\n".join(filter(None, [
        f"依照《信访工作条例》第三十九条，以依规依法及时就地解决信访问题为导向，对{assessment.year}年度信访工作进行了考核，现将结果通报如下。",
        "一、考核结果",
        "同一等次内按全县单位次序列出，不分先后；信访量多少不作考核。",
        *rows,
        f"{'、'.join(few)}到期事项少，不评等次。" if few else "",
        "二、结果运用",
        assessment.use,
    ]))  # fmt: skip

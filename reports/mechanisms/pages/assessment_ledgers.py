"""年终总评 as ledgers: the weights by versions, the assessments, each unit's result; and the matters behind a line."""

from collections import defaultdict
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from cases.forms.acts import line, text
from cases.ledgers.spec import Cell, Ledger, Line, Pairs, RecordForm, RecordSubject, Section, Step, View
from cases.models import Case
from cases.presenting import short
from law.terms import AssessmentGrade, AssessmentPillar
from organizations.models import User
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from reports import official
from reports.mechanisms import assessed, assessing
from reports.mechanisms.assessed import ASSESSED
from reports.mechanisms.models import Assessment, AssessmentResult, AssessmentScheme
from reports.mechanisms.models.assessment import makes_assessments, signs_assessments

COUNTY = (Permission.WRITE_REPORTS, Permission.SUPERVISE, Permission.SEE_FIGURES)
#: So many matters behind one line are listed.
MOST = 200
RULE = "考核以依规依法及时就地解决信访问题为导向（条例第39条第1款）：信访量不是指标，同一等次内不分先后。"


class SchemeForm(RecordForm):
    """The weight of each indicator of the closed list, and the borders; there is no field for a volume."""

    good = forms.IntegerField(label="「好」的下限", min_value=1, max_value=100)
    fairly = forms.IntegerField(label="「较好」的下限", min_value=1, max_value=100)
    plain = forms.IntegerField(
        label="「一般」的下限", min_value=1, max_value=100, help_text="低于它的为「需改进」。"
    )
    reason = line("修改的理由")

    def prepare(self) -> None:
        for code, each in ASSESSED.items():
            self.fields[f"w_{code}"] = forms.IntegerField(
                label=f"{each.pillar.label}：{each.name}", min_value=0, max_value=100, help_text=f"{each.why}。写 0 就是不用。",
                error_messages={"required": f"请填写「{each.name}」的权重，不用的写 0"},
            )  # fmt: skip
        self.order_fields([*(f"w_{code}" for code in ASSESSED), "good", "fairly", "plain", "reason"])
        newest = AssessmentScheme.objects.prefetch_related("weights").first()
        if newest:
            there = {row.code: row.weight for row in newest.weights.all()}
            for code in ASSESSED:
                self.fields[f"w_{code}"].initial = there.get(code, 0)
            for name in ("good", "fairly", "plain"):
                self.fields[name].initial = getattr(newest, name)

    def weights(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"w_{code}"] for code in ASSESSED}


class YearForm(RecordForm):
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        error_messages={"required": "请填写年度", "invalid": "年度写四位数字"},
    )

    def prepare(self) -> None:
        self.fields["year"].initial = self.subject.today.year - 1


class PlainRecordForm(RecordForm):
    """Nothing to write: the page says what follows."""


class UseForm(RecordForm):
    use = text(
        "结果运用", "在什么范围内通报，作为什么的参考；表彰、约谈另走各自的程序（条例第39条）。", most=2000
    )


class ReasonsForm(RecordForm):
    reasons = text("评语", "数字没有说的：做得好的、要改进的，写单位的工作。", most=2000)


class ResponseForm(RecordForm):
    response = text("单位意见", "对数字、评语有不同意见的，写明哪一项、为什么；和结果一起存。", most=2000)


# --- the weights --------------------------------------------------------------------------------------------------


def _scheme(subject: RecordSubject, data: dict[str, Any]) -> AssessmentScheme:
    weights = {code: data[f"w_{code}"] for code in ASSESSED}
    names = ("good", "fairly", "plain", "reason")
    return assessing.save_scheme(
        by=subject.user, on=subject.today, weights=weights, **{name: data[name] for name in names}
    )


def _scheme_sections(row: AssessmentScheme, user: User) -> list[Section]:
    body = [
        [
            AssessmentPillar(weight.pillar).label,
            ASSESSED[weight.code].name,
            str(weight.weight),
            ASSESSED[weight.code].why,
        ]
        for weight in row.weights.all()
        if weight.code in ASSESSED
    ]
    return [Section("指标和权重", "合计 100", head=("方面", "指标", "权重", "看什么"), body=body)]


SCHEMES = Ledger(
    slug="assessment_schemes", unit="版", title="总评办法", space="reports", what="版本", when="启用", heads=("等次下限", "谁改的"),
    permissions=(Permission.WRITE_REPORTS, Permission.SUPERVISE),
    rows=lambda user: (AssessmentScheme.objects.all() if makes_assessments(user) else AssessmentScheme.objects.none())
    .select_related("made_by").prefetch_related("weights"),
    views=(View("all", "全部"),),
    line=lambda row, user, today: Line(
        what=str(row), why=row.reason, cells=(Cell(f"好 {row.good}　较好 {row.fairly}　一般 {row.plain}"),
                                             Cell(row.made_by.name if row.made_by else "系统预置")), done=short(row.made_on)),
    title_of=str,
    facts=lambda row, user: [
        {"label": "启用", "value": str(row.made_on)}, {"label": "修改的理由", "value": row.reason},
        {"label": "等次下限", "value": f"好 {row.good}，较好 {row.fairly}，一般 {row.plain}，以下为需改进"}],
    sections=_scheme_sections, note=RULE, empty="还没有总评办法。",
    new=Step("new", "改总评办法", "成为新的一版；以前按旧版算的总评不变。", "条例第39条第1款", SchemeForm, _scheme,
             lambda user, row: signs_assessments(user), button="启用新的一版", doer="信访局领导"),
)  # fmt: skip


# --- the assessments ----------------------------------------------------------------------------------------------


def _assessment_line(row: Any, user: User, today: date) -> Line:
    return Line(
        what=str(row), why=f"总评办法第{row.scheme.version}版", cells=(Cell(f"{row.n} 个单位", f"{row.poor} 个需改进" if row.poor else ""),
                                                                    Cell(f"{row.said} 个提了意见" if row.said else "—")),
        done=f"{short(row.signed_on)} 签发" if row.signed_on else "待签发", quiet=not row.signed_on,
    )  # fmt: skip


def _assessments(user: User) -> Any:
    rows = Assessment.objects.visible_to(user).select_related("scheme", "computed_by", "signed_by")
    return rows.annotate(
        n=Count("results"), poor=Count("results", filter=Q(results__grade=AssessmentGrade.POOR)),
        said=Count("results", filter=Q(results__responded_on__isnull=False)),
    )  # fmt: skip


def _assessment_facts(row: Assessment, user: User) -> Pairs:
    found: Pairs = [
        {
            "label": "办法",
            "value": f"第{row.scheme.version}版：好 {row.scheme.good}，较好 {row.scheme.fairly}，一般 {row.scheme.plain}",
        },
        {"label": "计算", "value": f"{row.computed_by.name}　{row.computed_on}"},
    ]
    if row.signed_by:
        found.append({"label": "签发", "value": f"{row.signed_by.name}　{row.signed_on}"})
    return found


def _assessment_sections(row: Assessment, user: User) -> list[Section]:
    """By group, in each the county's own order: nobody stands before another."""
    grouped: dict[str, list[AssessmentResult]] = defaultdict(list)
    for result in row.results.select_related("unit").order_by("unit__position", "unit__code"):
        grouped[result.grade].append(result)
    found = [Section("结果运用", words=row.use)] if row.use else []
    for grade, title in [*((grade.value, grade.label) for grade in AssessmentGrade), ("", "不评等次")]:
        members = grouped.get(grade, [])
        body = [[{"text": each.unit.name, "url": reverse("reports:assessment_results_record", args=[each.pk])},
                 *(_of_pillar(each, pillar) for pillar in AssessmentPillar), "有" if each.reasons else "", "有" if each.response else ""]
                for each in members]  # fmt: skip
        if members:
            few = f"到期不足 {assessed.FEW_DUTIES} 件" if not grade else ""
            found.append(Section(title, "　".join(filter(None, [f"{len(members)} 个单位，按全县单位次序", few])),
                                 head=("单位", *(pillar.label for pillar in AssessmentPillar), "评语", "单位意见"), body=body))  # fmt: skip
    return found


def _of_pillar(result: AssessmentResult, pillar: AssessmentPillar) -> str:
    """Points of the points there were, of one side."""
    lines = [line for line in result.lines if line["pillar"] == pillar and line["points"] is not None]
    if not lines:
        return "—"
    return f"{sum(float(line['points']) for line in lines):.1f} / {sum(line['weight'] for line in lines)}"


ASSESSMENTS = Ledger(
    slug="assessments", unit="年", title="年终总评", space="reports", what="年度", when="现在", heads=("单位", "单位意见"),
    permissions=COUNTY, rows=_assessments, views=(View("all", "全部"),),
    line=_assessment_line, title_of=str, facts=_assessment_facts, sections=_assessment_sections, note=RULE,
    links=(("各单位结果", "reports:assessment_results"),), empty="还没有总评。",
    new=Step("new", "计算总评", "按现行办法算出各单位各项，签发以前可以重算。", "条例第39条第1款", YearForm,
             lambda s, data: assessing.compute(data["year"], by=s.user, on=s.today),
             lambda user, row: makes_assessments(user), button="计算总评", doer="统计报告员、信访局领导"),
    steps=(
        Step("sign", "签发总评", "以后不再改；各单位看到自己的结果和理由，可以提意见。", "条例第39条第1款", UseForm,
             lambda s, data: assessing.sign(s.row, by=s.user, on=s.today, use=data["use"]),
             lambda user, row: signs_assessments(user), lambda row, on: assessing.sign_blockers(row),
             initial=lambda s: {"use": s.row.use}, doer="信访局领导"),
        Step("compute", "重新计算", "件更正以后重算；评语留着。", "条例第39条第1款", PlainRecordForm,
             lambda s, data: assessing.compute(s.row.year, by=s.user, on=s.today),
             lambda user, row: makes_assessments(user), lambda row, on: [f"不能：{row.signed_on} 已经签发"] if row.signed_on else [],
             main=False, doer="统计报告员、信访局领导", offered=lambda row: row.signed_on is None),
        Step("circular", "拟考核通报", "按等次写成通报草稿，到「公文」里改、由局领导签发。", "条例第39条第1款", PlainRecordForm,
             lambda s, data: assessing.draw_up_circular(s.row, by=s.user, on=s.today),
             lambda user, row: official.may_draft(user), lambda row, on: [] if row.signed_on else ["还不能：总评签发以后才通报"],
             main=False, doer="统计报告员"),
    ),
)  # fmt: skip


# --- the results --------------------------------------------------------------------------------------------------


def _result_line(row: AssessmentResult, user: User, today: date) -> Line:
    said = "提了意见" if row.response else "没有提意见"
    return Line(
        what=row.unit.name, why=str(row.assessment), cells=(Cell(_grade(row)), Cell(said if row.assessment.signed_on else "待签发")),
        done=short(row.assessment.signed_on) if row.assessment.signed_on else "草稿", quiet=True,
    )  # fmt: skip


def _grade(row: AssessmentResult) -> str:
    return AssessmentGrade(row.grade).label if row.grade else "不评等次"


def _result_facts(row: AssessmentResult, user: User) -> Pairs:
    found: Pairs = [
        {"label": "等次", "value": _grade(row)},
        {
            "label": "得分",
            "value": f"{row.score}（满分 100）"
            if row.score is not None
            else f"到期不足 {assessed.FEW_DUTIES} 件，不评等次",
        },
        {"label": "办法", "value": f"第{row.assessment.scheme.version}版"},
    ]
    if row.assessment.signed_on and row.assessment.signed_by:
        found.append(
            {"label": "签发", "value": f"{row.assessment.signed_by.name}　{row.assessment.signed_on}"}
        )
    return found


def _result_sections(row: AssessmentResult, user: User) -> list[Section]:
    found = []
    for pillar in AssessmentPillar:
        lines = [line for line in row.lines if line["pillar"] == pillar]
        body = [[line["name"], str(line["weight"]), line["points"] or "—", line["why"], line["beside"], *_behind(row, line, user)]
                for line in lines]  # fmt: skip
        if body:
            found.append(
                Section(
                    pillar.label,
                    head=("指标", "权重", "得分", "怎么算的", "旁边看", "没有做到的件"),
                    body=body,
                )
            )
    found.append(Section("评语", words=row.reasons or "没有另写评语。"))
    if row.assessment.use:
        found.append(Section("结果运用", words=row.assessment.use))
    if row.responded_by:
        found.append(Section("单位意见", f"{row.responded_on} {row.responded_by.name}", words=row.response))
    return found


def _behind(row: AssessmentResult, line: dict[str, Any], user: User) -> list[Any]:
    """Where the matters of a line stand; what people rated is not opened to the unit."""
    if line["code"] not in ASSESSED or line["numerator"] == line["denominator"]:
        return [""]
    if ASSESSED[line["code"]].of_ratings and not user.can(Permission.SEE_FIGURES):
        return ["按评价计的，不列到件"]
    if ASSESSED[line["code"]].of_ratings:
        words, address = assessed.addresses(line["code"], row.unit.code, row.assessment.year)[-1]
        return [{"text": words, "url": address}]
    return [
        {
            "text": f"{line['denominator'] - line['numerator']} 件",
            "url": reverse("reports:assessment_behind", args=[row.pk, line["code"]]),
        }
    ]


RESULTS = Ledger(
    slug="assessment_results", unit="份", title="总评结果", space="reports", what="单位", when="签发", heads=("等次", "单位意见"),
    permissions=(*COUNTY, Permission.HANDLE),
    rows=lambda user: AssessmentResult.objects.visible_to(user).select_related(
        "assessment__scheme", "assessment__signed_by", "unit", "responded_by"),
    views=(
        View("newest", "最近一年", lambda rows, today: rows.filter(assessment__year=rows.aggregate(y=Max("assessment__year"))["y"]),
             newest_first=False, note="按全县单位次序，不分先后。"),
        View("all", "全部"),
        View("said", "提了意见的", lambda rows, today: rows.filter(responded_on__isnull=False)),
    ),
    line=_result_line, title_of=lambda row: f"{row.unit.name}{row.assessment.year}年度总评", facts=_result_facts, sections=_result_sections,
    note=RULE, empty="没有签发的总评结果。",
    steps=(
        Step("respond", "提意见", "和结果一起存，谁看结果都看得到。", "条例第39条第1款", ResponseForm,
             lambda s, data: assessing.respond(s.row, by=s.user, on=s.today, text=data["response"]),
             lambda user, row: user.can(Permission.HEAD_UNIT) and row.unit_id in user.stands_for,
             lambda row, on: [f"不能：{row.responded_on} 已经提过意见"] if row.responded_on else [], doer="该单位负责人"),
        Step("reasons", "写评语", "签发以前可以改。", "条例第39条第1款", ReasonsForm,
             lambda s, data: assessing.explain(s.row, by=s.user, on=s.today, reasons=data["reasons"]),
             lambda user, row: makes_assessments(user),
             lambda row, on: [f"不能：{row.assessment.signed_on} 已经签发"] if row.assessment.signed_on else [],
             initial=lambda s: {"reasons": s.row.reasons}, doer="统计报告员、信访局领导", offered=lambda row: row.assessment.signed_on is None),
    ),
)  # fmt: skip


@page(*COUNTY, Permission.HANDLE)
def behind(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """The matters by which a unit lost points on one line, as far as the reader sees them; for ratings none."""
    rows = AssessmentResult.objects.visible_to(request.user).select_related("assessment", "unit")
    result = get_object_or_404(rows, pk=pk)
    line = next((each for each in result.lines if each["code"] == code), None)
    if line is None or code not in ASSESSED or ASSESSED[code].of_ratings:
        raise Http404("没有这个页面。")
    keys = assessed.missed_cases(
        code, result.unit.code, result.assessment.year, result.assessment.computed_on
    )
    seen = Case.objects.visible_to(request.user).filter(pk__in=keys, in_compartment=False)
    cases = list(seen.order_by("-received_on", "-pk")[:MOST])
    links = (
        assessed.addresses(code, result.unit.code, result.assessment.year)
        if request.user.can(Permission.SEE_FIGURES)
        else []
    )
    return render(request, "reports/mechanisms/behind.html", {
        "result": result, "line": line, "each": ASSESSED[code], "cases": cases, "n": len(cases), "most": MOST,
        "links": [{"label": words, "url": url} for words, url in links],
    })  # fmt: skip


urls = [path("mechanisms/assessment/<int:pk>/<slug:code>/", behind, name="assessment_behind")]

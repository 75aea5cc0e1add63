"""The screening form: what the officer decides for one claim; and the forms of a rule set."""

from datetime import date
from typing import Any

from django import forms

from cases.actions import Destination
from cases.forms.notices import NoticeFields
from cases.models import Category
from law.terms import STATUTORY_ROUTES, ClaimWay, Purpose, Route
from organizations.models import Unit
from routing.actions import Choice
from routing.models import RuleRow

WAYS = [
    (ClaimWay.FORWARD, "转送"),
    (ClaimWay.ASSIGN, "交办"),
    (ClaimWay.GUIDE, "引导告知"),
    (ClaimWay.DECLINE, "不予受理"),
    (ClaimWay.BAR, "不再受理"),
    (ClaimWay.REPLY, "即时答复"),
    (ClaimWay.FILE_AWAY, "存查"),
]


def _day() -> forms.DateInput:
    """A day as browsers want it, whatever the language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Units by their short names, in their order."""

    def label_from_instance(self, unit: Unit) -> str:
        return unit.short_name


class UnitChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, unit: Unit) -> str:
        return unit.short_name


class ScreeningForm(NoticeFields, forms.Form):
    """One claim's decision. Which fields count depends on the way; nothing typed is lost on an error."""

    way = forms.ChoiceField(
        label="处理方式", choices=[(way.value, label) for way, label in WAYS], widget=forms.RadioSelect
    )
    purpose = forms.ChoiceField(
        label="信访目的", choices=[c for c in Purpose.choices() if c[0] != Purpose.ACCUSATION]
    )
    route = forms.ChoiceField(label="途径", choices=[c for c in Route.choices() if c[0] != Route.DISCIPLINE])
    category = forms.ChoiceField(label="内容分类", required=False)
    unit = UnitChoice(
        label="承办单位", queryset=Unit.objects.none(), required=False, help_text="转送、交办须选"
    )
    assisting = UnitChoices(
        label="协办单位",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    report_due_on = forms.DateField(label="限办日期", required=False, widget=_day(),
                                    help_text="交办须填（条例第22条第1款第3项）")  # fmt: skip
    requirements = forms.CharField(label="办理要求", required=False, max_length=300)
    reason = forms.CharField(label="理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                             help_text="与建议不同、需要审签的，须写明")  # fmt: skip
    answer = forms.CharField(label="答复内容", required=False, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text="即时答复须填：怎么答复的")  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, of_category: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.active().exclude(kind="bureau").order_by("position")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["assisting"].queryset = units  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", "未定"), *category_choices()]  # type: ignore[attr-defined]
        self.add_notice_fields(on=on, category=of_category)

    def notice_fields(self, way: str) -> list[forms.BoundField]:
        return [self[name] for name in self.notice_names(way)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way = data.get("way")
        if way in {ClaimWay.FORWARD, ClaimWay.ASSIGN} and not data.get("unit"):
            self.add_error("unit", "请选择承办单位。")
        if way == ClaimWay.ASSIGN and not data.get("report_due_on"):
            self.add_error("report_due_on", "交办须写明限办日期。")
        if way == ClaimWay.GUIDE and data.get("route") not in STATUTORY_ROUTES:
            self.add_error("route", "引导告知只用于条例第31条第1项至第5项的途径，请改选途径。")
        if way == ClaimWay.REPLY and not data.get("answer"):
            self.add_error("answer", "请写明怎么答复的。")
        if way in {
            ClaimWay.ASSIGN,
            ClaimWay.GUIDE,
            ClaimWay.DECLINE,
            ClaimWay.BAR,
            ClaimWay.FILE_AWAY,
        } and not data.get("reason"):
            self.add_error("reason", "请写明理由，审签人要看。")
        for name, message in self.check_notice(way or "", data).items():
            if name not in self.errors:
                self.add_error(name, message)
        return data

    def choice(self) -> Choice:
        """What was decided, for the action."""
        data = self.cleaned_data
        way = data["way"]
        details = self.notice_details(way)
        if way == ClaimWay.REPLY:
            details["answer"] = data["answer"]
        to = None
        if way in {ClaimWay.FORWARD, ClaimWay.ASSIGN}:
            to = Destination(
                data["unit"], list(data["assisting"]), data["report_due_on"], data["requirements"]
            )
        return Choice(
            way=way, route=Route.ENQUIRY if way == ClaimWay.REPLY else data["route"], purpose=data["purpose"],
            category=data["category"], to=to, reason=data["reason"], details=details,
        )  # fmt: skip


def category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Categories grouped by their first level."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in Category.objects.filter(retired=False):
        groups.setdefault(row.level1, []).append((str(row), row.level2))
    return list(groups.items())


class AccusationForm(forms.Form):
    """A registered file turns out to be an accusation: whom it accuses."""

    accused = UnitChoices(label="被检举的单位", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
                          help_text="可多选；被检举单位及其下属永远看不到本件")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accused"].queryset = Unit.objects.active()  # type: ignore[attr-defined]


class TryForm(forms.Form):
    """Try a rule set on a text; nothing is kept."""

    subject = forms.CharField(label="概况", required=False, max_length=120)
    body = forms.CharField(label="内容", required=False, widget=forms.Textarea(attrs={"rows": 6}))


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row of a draft, in structured fields; a list is written one per line or with 、."""

    words = forms.CharField(label="关键词", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    without_words = forms.CharField(label="排除词", required=False)

    class Meta:
        model = RuleRow
        fields = ["because", "words", "without_words", "weight", "route", "unit", "law", "article", "in_force_from",
                  "in_force_until", "verified"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("words", "without_words"):
            self.initial[name] = "、".join(getattr(self.instance, name))

    def _split(self, name: str) -> list[str]:
        text = self.cleaned_data[name].replace("\n", "、").replace("，", "、")
        return [word.strip() for word in text.split("、") if word.strip()]

    def clean_words(self) -> list[str]:
        return self._split("words")

    def clean_without_words(self) -> list[str]:
        return self._split("without_words")

    def clean_unit(self) -> str:
        code: str = self.cleaned_data["unit"]
        if code and not Unit.objects.filter(code=code).exists():
            raise forms.ValidationError("没有这个单位代码，请到「单位」页核对。")
        return code

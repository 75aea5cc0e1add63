"""Forms of the statutory ways and the local grounds; every message names the field and the remedy."""

from typing import Any

from django import forms

from cases.models import LocalGround, ReliefPath
from organizations.models import Unit

_LAW = ["law", "articles", "version_date", "in_force_from", "in_force_until", "verified_by", "verified_on"]


def _days() -> dict[str, forms.Widget]:
    names = ("version_date", "in_force_from", "in_force_until", "verified_on")
    return {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in names}


class LawRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """What every row says of the law it cites."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("in_force_from"), data.get("in_force_until")
        if begins and ends and ends <= begins:
            self.add_error("in_force_until", "停止适用日应在施行日以后，请核对")
        return data


class ReliefPathForm(LawRowForm):
    categories = forms.CharField(label="内容分类", required=False, max_length=400,
                                 help_text="一级，或者一级/二级，用顿号隔开；这些分类的诉求优先显示")  # fmt: skip

    class Meta:
        model = ReliefPath
        fields = ["code", "kind", "position", "matter", "path", "unit", "body", "address", "phone", "materials",
                  "term", "starts", "length", "measure", "help", "categories", *_LAW]  # fmt: skip
        widgets = _days() | {"materials": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.active().order_by("position", "code")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.initial["categories"] = "、".join(self.instance.categories)

    def clean_categories(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["categories"].split("、") if word.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("length")) != bool(data.get("measure")):
            self.add_error("length", "期限长度和单位要么都填，要么都不填；算不出最后一日的不填")
        if not data.get("unit") and not data.get("body"):
            self.add_error("body", "请选择受理机关，或者填写受理机关名称")
        same = ReliefPath.objects.filter(code=data.get("code"), in_force_from=data.get("in_force_from"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("in_force_from", "同一途径的同一施行日已经有一行，请改施行日或者改那一行")
        return data


class LocalGroundForm(LawRowForm):
    class Meta:
        model = LocalGround
        fields = ["words", *_LAW, "enabled", "note"]
        widgets = _days()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("enabled"):
            for name, label in (("articles", "条款"), ("in_force_from", "施行日"), ("verified_on", "核对日")):
                if not data.get(name):
                    self.add_error(name, f"启用前请填写{label}，并核对现行文本")
        return data

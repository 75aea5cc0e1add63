"""Forms of the system pages; every message names the field and the remedy."""

from datetime import datetime, time
from typing import Any

from django import forms

from cases.models import Case, Category
from law import clock
from law.terms import Role, UnitKind
from organizations import switches
from organizations.models import Unit, User
from petition_bureau.system import notice_file
from reports.indicators import INDICATORS


def _active() -> Any:
    return Unit.objects.active().order_by("position", "code")


class UnitForm(forms.Form):
    """A unit's names and place in the tree."""

    code = forms.SlugField(label="代码", max_length=40, help_text="小写字母、数字和下划线；定下后不再改")
    name = forms.CharField(label="全称", max_length=80)
    short_name = forms.CharField(label="简称", max_length=40)
    letters = forms.CharField(label="机关代字", max_length=20, required=False, help_text="发文字号用")
    kind = forms.ChoiceField(label="性质", choices=UnitKind.choices())
    parent = forms.ModelChoiceField(Unit.objects.none(), label="上级", required=False, empty_label="没有上级")
    review_organ = forms.ModelChoiceField(
        Unit.objects.none(), label="复查机关", required=False, empty_label="就是上级",
        help_text="谁复查本单位的处理意见（条例第35条）；与上级不同时才选，例：垂直管理单位的上一级主管部门",
    )  # fmt: skip
    position = forms.IntegerField(
        label="次序", min_value=0, max_value=100000, help_text="列表中的先后，小的在前"
    )
    phone = forms.CharField(label="电话", max_length=40, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = _active()  # type: ignore[attr-defined]
        self.fields["review_organ"].queryset = _active()  # type: ignore[attr-defined]
        if unit:
            del self.fields["code"], self.fields["kind"]
            for name in self.fields:
                self.fields[name].initial = getattr(unit, name)


PEOPLE = [("move", "转到承接单位"), ("stop", "停用账号")]


class AbolishForm(forms.Form):
    """Which unit carries on, and what becomes of the people."""

    successor = forms.ModelChoiceField(
        Unit.objects.none(), label="承接单位", empty_label="没有承接单位", required=False,
        help_text="继续行使其职权的单位（条例第24条第2款）；还有在办事项的必须选",
    )  # fmt: skip
    people = forms.ChoiceField(label="人员", choices=PEOPLE, initial="move", widget=forms.RadioSelect)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = _active().exclude(path__startswith=unit.path)  # type: ignore[attr-defined]


class SuccessorForm(forms.Form):
    """Which unit carries on for one that went without a successor."""

    successor = forms.ModelChoiceField(
        Unit.objects.none(), label="承接单位", empty_label="请选择",
        help_text="继续行使其职权的单位；职责不清的，由本级党委和政府或者其指定的机关、单位受理（条例第24条第2款）",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = _active()  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Several units end, one carries on; a new one is added before."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="被合并的单位", widget=forms.CheckboxSelectMultiple,
        help_text="选两个以上；合并以后撤销，不能恢复",
    )  # fmt: skip
    successor = forms.ModelChoiceField(
        Unit.objects.none(), label="承接单位", empty_label="请选择", help_text="新设的单位先在单位页加上"
    )
    people = forms.ChoiceField(label="人员", choices=PEOPLE, initial="move", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = _active().exclude(kind__in=["bureau", "government", "higher"])  # type: ignore[attr-defined]
        self.fields["successor"].queryset = _active()  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """An account: one person, one role, one unit."""

    username = forms.RegexField(
        r"^[A-Za-z0-9_.-]+$", label="账号", max_length=60, help_text="字母、数字、下划线、点和连字符",
        error_messages={"invalid": "账号只能用字母、数字、下划线、点和连字符，请改"},
    )  # fmt: skip
    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    role = forms.ChoiceField(label="岗位", choices=Role.choices())
    phone = forms.CharField(label="办公电话", max_length=40, required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _active()  # type: ignore[attr-defined]
        if person:
            del self.fields["username"]
            for name in self.fields:
                self.fields[name].initial = getattr(person, name)


class NoticeForm(forms.Form):
    """The State Council's notice of one year: its published text, a pasted table, or a file of either."""

    year = forms.IntegerField(label="年份", min_value=2004, max_value=2100)
    notice = forms.CharField(label="通知文号", max_length=80, help_text="如：国办发明电〔2026〕8号")
    text = forms.CharField(
        label="放假安排", widget=forms.Textarea(attrs={"rows": 14}), max_length=40000, required=False,
        help_text="粘贴通知正文（一、元旦：1月1日（周五）至3日（周日）放假……），或者带表头的表格：日期、类别（放假、上班）、节日。",
    )  # fmt: skip
    file = forms.FileField(
        label="或者选一个文件", required=False, widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text="通知正文存成 .txt，或者 .csv、.xlsx 表格；不超过 1 MB。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The words of the notice, from the file when one was sent."""
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            try:
                cleaned["text"] = notice_file.words(upload.name, upload.read(notice_file.LARGEST + 1))
            except notice_file.Unreadable as problem:
                self.add_error("file", str(problem))
        elif not cleaned.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", "请粘贴放假安排，或者选一个文件")
        return cleaned


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """One content category."""

    class Meta:
        model = Category
        fields = ["level1", "level2", "unit", "position", "retired"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _active()  # type: ignore[attr-defined]
        self.fields["unit"].required = False
        self.fields["retired"].help_text = "停用后登记时不再出现；已经登记的不变"
        if self.instance.pk:  # matters are filed under these words
            self.fields["level1"].disabled = self.fields["level2"].disabled = True


class SwitchesForm(forms.Form):
    """Every switch with its sentence; numbers stay numbers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (default, sentence) in switches.DEFAULTS.items():
            field: forms.Field
            if isinstance(default, bool):
                field = forms.BooleanField(label=sentence, required=False)
            elif isinstance(default, str):
                field = forms.ChoiceField(label=sentence, choices=_readings(name))
            else:
                field = forms.IntegerField(label=sentence, min_value=0, max_value=3650)
            shown = (
                dict(_readings(name)).get(default, default) if isinstance(default, str) else _plain(default)
            )
            field.initial, field.help_text = switches.value(name), f"内部要求，出厂值：{shown}"
            self.fields[name] = field


def _readings(name: str) -> list[tuple[str, str]]:
    """The readings of the indicator a switch ``reading_…`` is about."""
    return [(found.code, found.name) for found in INDICATORS[name.removeprefix("reading_")].variants]


def _plain(value: Any) -> str:
    return ("开" if value else "关") if isinstance(value, bool) else str(value)


class GrantForm(forms.Form):
    """One person, one accusation, a reason, until a day."""

    number = forms.CharField(label="件号", max_length=32)
    username = forms.CharField(label="账号", max_length=60, help_text="被授权人的账号")
    reason = forms.CharField(label="事由", max_length=200)
    until = forms.DateField(
        label="有效至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="当天二十四时止；不填为长期",
    )

    def clean_number(self) -> Case:
        """The accusation of this number; anything else answers as if it did not exist."""
        case = Case.objects.filter(number=self.cleaned_data["number"].strip(), in_compartment=True).first()
        if case is None:
            raise forms.ValidationError("没有这个件号的检举控告件，请核对")
        return case

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError("没有这个在用的账号，请核对")
        return user

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day < clock.today():
            raise forms.ValidationError("有效期不能早于今天，请改晚")
        return datetime.combine(day, time.max, tzinfo=clock.SHANGHAI)

"""The forms of acts on a claim or on the file: notes, materials, counsel, repeats, codes, accusations, ratings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases import files
from cases.actions.closing import rateable_now
from cases.forms.acts import ActForm, Subject, UnitChoice, line, one_of, text
from cases.models import Case, Deadline, Handling
from law.terms import RatedOrgan, Role, Route, Satisfaction
from organizations.models import Unit, User


def enterable(subject: Subject) -> list[tuple[str, Handling | None, Deadline]]:
    """What this person may enter a rating for: never the work of their own office."""
    case, own = subject.case, subject.user.unit_id
    windows = rateable_now(case, on=subject.today)
    return [row for row in windows if own != (row[1].unit_id if row[1] else case.receiving_unit_id)]


class RateForm(ActForm):
    """代录: never by the unit rated, always with its evidence."""

    what = one_of("评价谁的工作", [])
    value = one_of("信访人的评价", Satisfaction.choices())
    words = text("原话", required=False, most=500)
    evidence = line("代录依据", "电话录音编号，或签字材料。")

    def prepare(self) -> None:
        self.windows = enterable(self.subject)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (str(number), handling.unit.short_name if handling else RatedOrgan(organ).label)
            for number, (organ, handling, _) in enumerate(self.windows)
        ]

    def rated(self) -> tuple[str, Handling | None]:
        organ, handling, _ = self.windows[int(self.cleaned_data["what"])]
        return organ, handling


class NoteForm(ActForm):
    text = text("补记的内容", "现场核查、谈话、电话联系等事实；只追加，不能改。", most=2000)


class AttachForm(ActForm):
    file = forms.FileField(label="材料", help_text=f"单个不超过 20 MB；可收：{files.ALLOWED}。",
                           error_messages={"required": "请选择文件", "empty": "这是空文件，请重新选择"})  # fmt: skip
    about = line("说明", "谁交的、是什么。", required=False, most=100)

    def prepare(self) -> None:
        self.fields["file"].widget.attrs["accept"] = files.ACCEPT

    def clean_file(self) -> Any:
        try:
            files.check(self.cleaned_data["file"])
        except files.UnfitFile as unfit:
            raise ValidationError(str(unfit)) from unfit
        return self.cleaned_data["file"]


class CounselChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}"


class AskCounselForm(ActForm):
    counsel = CounselChoice(User.objects.none(), label="律师", empty_label="请选择律师",
                            error_messages={"required": "请选择律师"})  # fmt: skip
    question = text("想请教的问题", most=300)

    def prepare(self) -> None:
        self.fields["counsel"].queryset = User.objects.filter(role=Role.COUNSEL, is_active=True)  # type: ignore[attr-defined]


class GiveCounselForm(ActForm):
    opinion = text("法律意见", "只作参考；怎样处理由甄别员和承办单位决定。")


class DisciplineForm(ActForm):
    unit = UnitChoice("接收机关", "按干部管理权限；被检举的单位及其下属单位不在列表里（条例第30条第3款）。")

    def prepare(self) -> None:
        rows = Unit.objects.active().filter(kind__in=["discipline", "higher"])
        for accused in self.subject.case.accused_units.select_related("unit"):
            rows = rows.exclude(path__startswith=accused.unit.path)
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]


class SealForm(ActForm):
    accused = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="被检举的单位", required=False,
        help_text="被检举的单位及其下属单位、其人员从此看不到这一件；可以多选，检举个人的选其任职单位。",
    )  # fmt: skip

    def prepare(self) -> None:
        field = self.fields["accused"]
        field.queryset = Unit.objects.active()  # type: ignore[attr-defined]
        field.widget.attrs["size"] = 10


class LinkRepeatForm(ActForm):
    earlier = line("原件号", "只填件号；同一人、同一事才是重复（条例第19条第3款）。", most=32)
    reason = text("认定同人同事的理由", most=200)

    def clean_earlier(self) -> Case:
        found = (
            Case.objects.visible_to(self.subject.user)
            .ordinary()
            .filter(number=self.cleaned_data["earlier"].strip())
            .first()
        )
        if found is None:
            raise ValidationError("没有这个件号，请核对")
        return found


class TakeInForm(ActForm):
    route = one_of("办理途径", [(row.value, row.label) for row in Route if row not in {Route.DISCIPLINE, Route.ENQUIRY}],
                   "属于条例第31条第1项至第5项的走法定途径，其余走信访程序。")  # fmt: skip
    reason = text("理由", required=False, most=300)


class ReplyForm(ActForm):
    answer = text("答复的内容", "当场怎样答的，信访人是否明白。", most=300)


class ReissueForm(ActForm):
    petitioner = one_of("给谁换发", [], "旧码立即作废；新码只显示这一次。")

    def prepare(self) -> None:
        rows = self.subject.case.own_petition.petitioners.all()
        self.people = {str(row.pk): row for row in rows}
        self.fields["petitioner"].choices = [(key, row.masked_name) for key, row in self.people.items()]  # type: ignore[attr-defined]
        if len(self.people) == 1:
            self.fields["petitioner"].initial = next(iter(self.people))


class RevealForm(forms.Form):
    reason = line("查看的事由", "例：电话通知领取告知书。谁、何时、为什么看，都会记录。", most=100)

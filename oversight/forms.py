"""What the leader and the unit write about a 督办单."""

from typing import Any

from django import forms

from law import periods
from law.terms import SupervisionForm, SupervisionGround, SupervisionLevel
from oversight.actions import Manner


def _text(label: str, *, rows: int, most: int, help_text: str = "", required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=area)


class SignForm(forms.Form):
    """What a 督办 says, and how it is done. ``least``: the lowest level offered; a second one rises."""

    ground_kind = forms.ChoiceField(
        label="督办情形", choices=SupervisionGround.choices(), help_text="条例第40条第1款所列情形。"
    )
    ground = _text("督办事由", rows=3, most=200, help_text="写进督办单：哪项职责、哪天届满、至今没做什么。")
    requirements = _text("督办要求", rows=3, most=300, help_text="要单位做什么。")
    level = forms.ChoiceField(
        label="督办层级",
        choices=SupervisionLevel.choices(),
        widget=forms.RadioSelect,
        help_text="层级为内部要求；领导督办要有县领导或者信访督查专员的批示。",
    )
    form = forms.ChoiceField(
        label="督办方式",
        choices=SupervisionForm.choices(),
        widget=forms.RadioSelect,
        help_text="不论哪种方式都出督办单。",
    )
    reply_days = forms.IntegerField(
        label="回复期限（工作日）",
        min_value=1,
        max_value=30,
        help_text="从今天的次日起数；一般 7 个工作日，为内部要求。",
        error_messages={"required": "请填写回复期限", "invalid": "回复期限请填整数"},
    )
    form_note = _text(
        "督办经过",
        rows=2,
        most=200,
        required=False,
        help_text="电话督办写何时与谁通话；实地督查写督查人员和地点。",
    )
    directed_by = forms.CharField(
        label="批示人职务",
        max_length=60,
        required=False,
        help_text="领导督办必填，例：县委副书记、县信访督查专员。",
    )
    direction = _text("批示内容", rows=2, most=200, required=False)

    def __init__(self, *args: Any, least: str = SupervisionLevel.ORDINARY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = SupervisionLevel.choices()
        first = [value for value, _ in levels].index(least)
        self.fields["level"].choices = levels[first:]  # type: ignore[attr-defined]

    def act(self) -> dict[str, Any]:
        """What the action takes: the words of the paper, and the manner."""
        data = dict(self.cleaned_data)
        words = {name: data.pop(name) for name in ("ground", "requirements")}
        usual = periods.period("supervision_reply").length
        data["reply_days"] = None if data["reply_days"] == usual else data["reply_days"]
        return {**words, "manner": Manner(**data)}


class CancelForm(forms.Form):
    reason = _text("撤销的理由", rows=3, most=200, help_text="单位也会看到；文号保留，督办单作废。")


class DropForm(forms.Form):
    reason = _text("不发的理由", rows=3, most=200, help_text="只留在局内，不告诉单位。")


class ReplyForm(forms.Form):
    reply = _text(
        "书面回复", rows=8, most=4000, help_text="写明办理情况和结果、逾期的原因、下一步措施和时间。"
    )


class CloseForm(forms.Form):
    remark = _text("核对情况和销号理由", rows=4, most=300, required=False)

    def __init__(self, *args: Any, wanted: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remark"].help_text = wanted or "职责已经履行，可以不填。"


class DecisionForm(forms.Form):
    taken_up = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "提出追责建议"), ("no", "不提出")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = _text(
        "处理意见",
        rows=4,
        most=300,
        help_text="提出的，写建议采取的措施，系统据此拟好建议书稿；不提出的，写理由。",
    )

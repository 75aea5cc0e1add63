"""What the leader and the unit write about a 督办单."""

from django import forms


def _text(label: str, *, rows: int, most: int, help_text: str = "", required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=area)


class SignForm(forms.Form):
    ground = _text("督办事由", rows=3, most=200, help_text="写进督办单：哪项职责、哪天届满、至今没做什么。")
    requirements = _text(
        "督办要求", rows=3, most=300, help_text="要单位做什么。回复期限由系统按七个工作日推算。"
    )


class DropForm(forms.Form):
    reason = _text("不发的理由", rows=3, most=200, help_text="只留在局内，不告诉单位。")


class ReplyForm(forms.Form):
    reply = _text(
        "书面回复", rows=8, most=4000, help_text="写明办理情况和结果、逾期的原因、下一步措施和时间。"
    )


class CloseForm(forms.Form):
    remark = _text("核对意见", rows=3, most=200, required=False)


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
        help_text="采取什么措施（约谈、通报、向有权机关提出建议），或者为什么不提出。",
    )

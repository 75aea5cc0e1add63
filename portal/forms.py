"""What a petitioner types: a code, or a rating."""

from django import forms

from law.terms import Satisfaction


class EnquiryForm(forms.Form):
    """The query code and its second factor. Neither is ever shown again, nor kept."""

    code = forms.CharField(
        label="查询码",
        max_length=40,
        help_text="在收件凭据上，17 位字母和数字。大小写、空格、短横线都不要紧。",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
        error_messages={"required": "请填写收件凭据上的查询码"},
    )
    second = forms.CharField(
        label="证件号码后四位",
        max_length=8,
        help_text="没有登记证件的，填手机号码后四位；都没有登记的，填凭据上印的校验码。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写证件号码后四位，或凭据上写明的四位号码"},
    )


class RatingForm(forms.Form):
    """One answer for one office whose work can be rated today; the words are voluntary."""

    value = forms.ChoiceField(
        label="您的评价",
        choices=Satisfaction.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项：满意、基本满意或不满意"},
    )
    words = forms.CharField(
        label="想说的话",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "最多写 500 字，请删短一些"},
    )


class ReviewRequestForm(forms.Form):
    """What the petitioner asks of the superior body, in their own words (条例第35条、第36条)."""

    request = forms.CharField(
        label="您要求什么",
        max_length=2000,
        help_text="例：撤销处理意见第二项，重新核定补助。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写明您要求撤销或者改变什么",
            "max_length": "最多写 2000 字，请删短一些",
        },
    )
    grounds = forms.CharField(
        label="为什么不同意",
        max_length=4000,
        help_text="写事实和理由。材料可以随后交到登记窗口。",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "请写明为什么不同意", "max_length": "最多写 4000 字，请删短一些"},
    )

"""What is written about a mediation, step by step (条例第33条)."""

from typing import Any

from django import forms

from cases.actions.mediation import CONDITIONS
from cases.forms.acts import ActForm, day, line, one_of, text
from cases.ledgers import RecordForm
from law.terms import MediationManner, MediationState, Performance


def _confirmed(label: str) -> forms.BooleanField:
    return forms.BooleanField(
        label=label,
        error_messages={"required": f"没有确认「{label}」的，不得调解；请回上一页登记调解终止（条例第33条）"},
    )


class HandOverForm(ActForm):
    manner = one_of("方式", MediationManner.choices())
    body = line("调解组织", "例：云溪县医疗纠纷人民调解委员会；双方自行和解的不填。", required=False, most=80)
    other_party = line("对方当事人", "姓名或单位名称；只在本件内可见，不写进移交单。", most=80)
    dispute = text("争议事项", "争的是什么、差在哪里；写进移交单，不写信访人姓名。", most=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        settles = cleaned.get("manner") == MediationManner.RECONCILIATION
        if cleaned.get("manner") and not settles and not cleaned.get("body", "").strip():
            self.add_error("body", "请填写调解组织；双方自行和解的，方式选当事人和解")
        return cleaned


class ConsentForm(RecordForm):
    petitioner_on = day("信访人同意日", "书面同意或者谈话笔录的日期。")
    other_on = day("对方同意日")
    voluntary = _confirmed(CONDITIONS["voluntary"])
    within_discretion = _confirmed(CONDITIONS["within_discretion"])
    breaks_no_rule = _confirmed(CONDITIONS["breaks_no_rule"])

    def prepare(self) -> None:
        self.fields["petitioner_on"].initial = self.fields["other_on"].initial = self.subject.today


class EndForm(RecordForm):
    ending = one_of("怎样终止", [])
    note = text("说明", "当事人退出的不问理由，可以不填。", required=False, most=300)

    def prepare(self) -> None:
        state = self.subject.row.state
        first = MediationState.REFUSED if state == MediationState.HANDED_OVER else MediationState.FAILED
        self.fields["ending"].choices = [  # type: ignore[attr-defined]
            (ending.value, ending.label) for ending in (first, MediationState.WITHDRAWN)
        ]


class AgreeForm(RecordForm):
    content = text("协议内容", "一行一条，写进协议书。", most=2000)
    how = line("履行方式", "例：一次付清，转账到信访人账户。", most=100)
    perform_by = day("履行期限", "最后一日。")
    agreed_on = day("签订日期")
    effective_on = day("生效日期", "各方签名、调解员签名并盖章之日（人民调解法第29条）；和解为签订之日。")

    def prepare(self) -> None:
        self.fields["agreed_on"].initial = self.fields["effective_on"].initial = self.subject.today


class ConfirmForm(RecordForm):
    applied_on = day("共同申请日", "双方共同向人民法院申请的日期。")
    court = line("人民法院", most=60)
    confirmed_on = day("确认日期", "法院裁定的日期；还没有裁定的先不填。", required=False)
    number = line("裁定书文号", required=False, most=60)

    def prepare(self) -> None:
        row = self.subject.row
        self.fields["applied_on"].initial = row.applied_on
        self.fields["court"].initial = row.court


class FollowForm(RecordForm):
    visited_on = day("回访日期")
    found = one_of("履行情况", Performance.choices())
    words = text("说明", "履行了什么、还差什么。", required=False, most=300)

    def prepare(self) -> None:
        self.fields["visited_on"].initial = self.subject.today

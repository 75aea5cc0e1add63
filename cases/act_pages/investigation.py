"""The acts of the investigation: talks and evidence."""

from typing import Any

from cases import actions
from cases.act_pages.base import ActPage
from cases.forms.acts import ActForm, Subject, day, line, text


class InterviewForm(ActForm):
    held_on = day("谈话日期")
    venue = line("地点", most=120)
    interviewers = line("调查人", "两人以上，用顿号分开。", most=120)
    interviewee = line("被谈话人", "姓名、与本事项的关系、联系方式。", most=120)
    present = line("在场人员", "没有的不填。", required=False, most=120)
    told = text(
        "告知事项",
        "不填用通用文字：出示证件、说明来意、可以申请回避、如实陈述、可以补充更正。",
        required=False,
        most=500,
    )
    record_text = text("谈话内容", "一问一答，另起一行写「问：」「答：」。", most=8000)
    signature = line("签名情况", "例：本人核对后逐页签名；拒绝签名的写明经过。", most=120)

    def prepare(self) -> None:
        self.fields["held_on"].initial = self.subject.today
        self.fields["interviewers"].initial = f"{self.subject.user.name}、"


class EvidenceForm(ActForm):
    interviewers = line("调查人", "两人以上，用顿号分开。", most=120)
    evidence = text("证据", "一行一件：名称、来源、页数、证明什么。", most=6000)
    findings = text("查明的事实", most=4000)

    def prepare(self) -> None:
        self.fields["interviewers"].initial = f"{self.subject.user.name}、"


def _interview(s: Subject, form: Any) -> Any:
    assert s.handling is not None  # noqa: S101 - an act on a handling
    names = ("held_on", "venue", "interviewers", "interviewee", "present", "told", "record_text", "signature")
    words = {name: form.cleaned_data[name] for name in names}
    return actions.record_interview(s.handling, by=s.user, on=s.today, **words)


def _evidence(s: Subject, form: Any) -> Any:
    assert s.handling is not None  # noqa: S101 - an act on a handling
    data = form.cleaned_data
    return actions.list_evidence(s.handling, by=s.user, on=s.today, interviewers=data["interviewers"],
                                 evidence=data["evidence"].splitlines(), findings=data["findings"])  # fmt: skip


PAGES = {
    "record_interview": ActPage("记下这次谈话", InterviewForm, _interview, paper=True),
    "list_evidence": ActPage("列出证据目录", EvidenceForm, _evidence, paper=True),
}

"""The acts on the file as such."""

from typing import Any

from cases import actions, files, policies
from cases.act_pages.base import ActPage
from cases.act_pages.matters import asked_counsel
from cases.forms import acts as forms
from cases.forms import file_acts as file_forms
from cases.forms.acts import Subject
from cases.forms.topics import TagForm


def _rate(s: Subject, form: Any) -> Any:
    organ, handling = form.rated()
    data = form.cleaned_data
    return actions.rate(s.case, by=s.user, on=s.today, organ=organ, handling=handling, value=data["value"],
                        words=data["words"], evidence=data["evidence"])  # fmt: skip


def note(s: Subject, form: Any) -> Any:
    return actions.note(s.case, by=s.user, on=s.today, text=form.cleaned_data["text"], handling=s.handling)


def attach(s: Subject, form: Any) -> Any:
    """The file, and a line in the file's story that says so."""
    upload = form.cleaned_data["file"]
    try:
        row = files.store(s.case, upload, s.user, handling=s.handling)
    except files.UnfitFile as unfit:
        raise policies.NotLawfulNow(str(unfit)) from unfit
    about = form.cleaned_data["about"].strip()
    return actions.note(s.case, by=s.user, on=s.today, handling=s.handling,
                        text=f"收下材料「{row.name}」" + (f"：{about}" if about else ""))  # fmt: skip


PAGES: dict[str, ActPage] = {
    "tag": ActPage("存下标签", TagForm, lambda s, f: actions.tag(s.case, by=s.user, on=s.today, topics=f.chosen()), title="标注热点"),
    "note": ActPage("补记这一条", file_forms.NoteForm, note),
    "attach": ActPage("收下这份材料", file_forms.AttachForm, attach, act_of=lambda s: "note", title="加一份材料"),
    "archive": ActPage("归档", forms.PlainForm, lambda s, f: actions.archive(s.case, by=s.user, on=s.today),
                       reasons=lambda s: policies.case_blockers(s.case, "archive")),
    "rate": ActPage("代录评价", file_forms.RateForm, _rate, title="代录信访人的评价",
                    reasons=lambda s: [] if file_forms.enterable(s) else ["现在没有可以代录的评价：评价期没有开，或者评的是本单位的工作"]),
    "hand_on_accusation": ActPage("移交保密员", forms.PlainForm,
                                  lambda s, f: actions.hand_on_accusation(s.case, by=s.user, on=s.today)),
    "seal_accusation": ActPage("转入检举控告通道", file_forms.SealForm,
                               lambda s, f: actions.seal_accusation(s.case, by=s.user, on=s.today,
                                                                    accused=list(f.cleaned_data["accused"]))),
    "link_repeat": ActPage("认定重复", file_forms.LinkRepeatForm,
                           lambda s, f: actions.link_repeat(s.case, by=s.user, on=s.today, earlier=f.cleaned_data["earlier"],
                                                            reason=f.cleaned_data["reason"])),
    "unlink_repeat": ActPage("撤销重复认定", forms.ReasonForm,
                             lambda s, f: actions.unlink_repeat(s.case, by=s.user, on=s.today, reason=f.cleaned_data["reason"])),
    "give_counsel": ActPage(
        "写好法律意见", file_forms.GiveCounselForm,
        lambda s, f: actions.give_counsel(asked_counsel(s), by=s.user, on=s.today, opinion=f.cleaned_data["opinion"]),
        shows=lambda s: [{"label": "想请教的问题", "value": asked_counsel(s).question}]),
    "reissue_code": ActPage(
        "换发查询码", file_forms.ReissueForm,
        lambda s, f: actions.reissue_code(f.people[f.cleaned_data["petitioner"]], by=s.user, on=s.today), title="换发查询码"),
}  # fmt: skip

"""The registration form: every field of :class:`cases.actions.Registration`, only 条例第19条 required."""

from dataclasses import replace
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from cases import files, suggesting
from cases.actions import Person, Registration
from cases.forms.rows import LONGEST, PERSON_FIELDS, ClaimsField, FilesField, PersonsField
from cases.models import Category, Topic
from cases.repeats import PersonSigns, Probe
from law import clock
from law.terms import Channel, Flag, Purpose, Route, SourceLevel, UnitKind
from organizations.models import Unit, User
from organizations.prepared import Prepared

#: 具体形式 below the five forms of the law (domain §3.1).
FORMS = {
    Channel.VISIT: ("来访", "领导接访", "视频接访"),
    Channel.LETTER: ("平信", "挂号信", "特快专递", "邮简", "领导信箱来信"),
    Channel.ONLINE: ("国家平台", "省平台", "手机应用", "微信", "电子邮箱", "网上领导信箱", "12345转办"),
    Channel.PHONE: ("来电", "短信", "12345来电"),
    Channel.FAX: ("传真",),
}
#: What a person marks; 集体访 and 匿名 follow from what is written.
MARKS = (
    Flag.URGENT,
    Flag.JUDICIAL_OPEN,
    Flag.JUDICIAL_FINAL,
    Flag.OPINION_GIVEN,
    Flag.REVIEW_GIVEN,
    Flag.FINAL_REVIEW_GIVEN,
)
PROCEDURES = [("", "没有"), *((word, word) for word in ("诉讼", "仲裁", "行政复议", "行政裁决"))]
#: A unit's answer to a matter that is not its own (条例第23条第1款).
NOT_OURS = "not_ours"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DayInput,
        error_messages={"invalid": "不是日期，请写成 2026-11-21 的样子", "required": f"请填{label}"},
        **more,
    )


def _text(label: str, most: int, **more: Any) -> forms.CharField:
    message = f"最多 {most} 字，现在 %(show_value)s 字，请改短"
    return forms.CharField(
        label=label, max_length=most, required=False, error_messages={"max_length": message}, **more
    )


def _yes(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class RegistrationForm(forms.Form):
    """One petition as a clerk writes it down. ``user`` is the clerk; their unit receives it."""

    channel = forms.ChoiceField(
        label="形式", choices=Channel.choices(), widget=forms.RadioSelect, initial=Channel.VISIT,
        error_messages={"required": "请选信访形式（条例第17条）", "invalid_choice": "没有这种形式，请重选"},
    )  # fmt: skip
    people = forms.IntegerField(
        label="人数", required=False, min_value=1, max_value=100_000,
        error_messages={"invalid": "请写数字", "min_value": "至少 1 人", "max_value": "人数过大，请核对"},
    )  # fmt: skip
    persons = PersonsField(label="信访人", required=False)
    agent = _text("代理人", 60)
    agent_relation = _text("和信访人的关系", 30)
    agent_authorised = _yes("委托书已附在材料里")
    anonymous = _yes("匿名")
    address_unclear = _yes("姓名、住址不清")
    oral = _yes("口头提出，已如实记录")
    skipped_level = _yes("越级走访")
    needs = _text("需要的便利", 60)
    purpose = forms.ChoiceField(
        label="目的",
        choices=[("", "按规则建议"), *Purpose.choices()],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    accused = forms.MultipleChoiceField(
        label="被检举控告的单位", required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="包括被控告人所在单位，可多选。选中的单位和它的下级，任何人都看不到本件。",
    )  # fmt: skip
    claims = ClaimsField(label="诉求")
    title = _text("概况", 120)
    summary = forms.CharField(
        label="事实和理由", max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写事实和理由（条例第19条）；本人没有说的，写「本人未说明」",
                        "max_length": "最多 2 万字，请放进附件"},
    )  # fmt: skip
    place = forms.ChoiceField(label="事项发生地", required=False)
    place_text = _text("地点详情", 120)
    category = forms.ChoiceField(label="内容分类", required=False)
    route = forms.ChoiceField(label="本单位接收，走", required=False)
    received_on = _day("收到日期")
    petitioned_on = _day("信访日期", required=False)
    form = forms.ChoiceField(
        label="具体形式", required=False,
        choices=[("", "—"), *[(channel.label, [(name, name) for name in names]) for channel, names in FORMS.items()]],
    )  # fmt: skip
    source_level = forms.ChoiceField(label="来源", choices=SourceLevel.choices(), initial=SourceLevel.COUNTY)
    official_number = _text("来文（平台）编号", 60)
    procedure = forms.ChoiceField(
        label="法定程序", choices=PROCEDURES, required=False, widget=forms.RadioSelect, initial=""
    )
    procedure_detail = _text("机关、文号、结果", 100)
    told_before = _text("向谁反映过", 120)
    materials = _text("收下的材料", 200)
    attachments = FilesField(label="附件", required=False)
    flags = forms.MultipleChoiceField(
        label="标志",
        choices=[(flag.value, flag.label) for flag in MARKS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(label="热点", required=False, widget=forms.CheckboxSelectMultiple)
    repeat_of = forms.CharField(label="重复的原件", required=False, max_length=32)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        # read when they are shown, or when something of them was chosen
        self.fields["place"].choices = self._townships  # type: ignore[attr-defined]
        self.fields["accused"].choices = lambda: [(pk, unit.name) for pk, unit in self.units.items()]  # type: ignore[attr-defined]
        self.fields["category"].choices = _categories  # type: ignore[attr-defined]
        self.fields["topics"].choices = lambda: [(pk, row.name) for pk, row in self.tags.items()]  # type: ignore[attr-defined]
        self.fields["received_on"].initial = clock.today
        self.fields["place_text"].widget.attrs["placeholder"] = "社区、小区、路段"
        self.fields["agent_relation"].widget.attrs["placeholder"] = "近亲属、律师等"
        self.fields["attachments"].widget.attrs |= {"accept": files.ACCEPT, "data-shortcut": "alt+s"}
        self._offer_routes()

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The units in force, by what the form sends of them."""
        return {str(unit.pk): unit for unit in Unit.objects.active()}

    @cached_property
    def tags(self) -> dict[str, Topic]:
        """The hot topics in use, for who may put them."""
        return {str(row.pk): row for row in Topic.objects.in_use()} if self.user.in_bureau else {}

    def _place(self, pk: str) -> Unit | None:
        return self.units.get(pk) if pk else None

    def _townships(self) -> list[tuple[str, str]]:
        rows = [(pk, unit.short_name) for pk, unit in self.units.items() if unit.kind == UnitKind.TOWNSHIP]
        return [("", "乡镇（街道）"), *rows]

    def _offer_routes(self) -> None:
        if self.user.in_bureau:
            del self.fields["route"]
            return
        ways = [
            (route.value, f"{route.label}（{route.article}）") for route in Route if route != Route.DISCIPLINE
        ]
        self.fields["route"].choices = [  # type: ignore[attr-defined]
            ("", "按规则建议"), *ways, (NOT_OURS, "不属于本单位职权，登记后告知向有权机关提出"),
        ]  # fmt: skip

    def unchecked(self) -> "RegistrationForm":
        """The same, as typed, before anybody asked whether it is whole."""
        self._errors = ErrorDict()
        return self

    # --- the rows the template draws ---

    def claim_rows(self) -> list[dict[str, Any]]:
        """What was asked so far, and empty lines up to five and at least one."""
        typed = [line for line in (self["claims"].value() or []) if line.strip()]
        return _rows([{"text": line} for line in typed], {"text": ""}, 5 + self._more("claims"))

    def person_rows(self) -> list[dict[str, Any]]:
        """The persons so far; the first is the one who speaks."""
        typed = [
            row for row in (self["persons"].value() or []) if any(row[field].strip() for field in LONGEST)
        ]
        return _rows(typed, dict.fromkeys(PERSON_FIELDS, ""), 5 + self._more("persons"))

    @property
    def companions_open(self) -> bool:
        """Whether the rows of those who came along are in use."""
        return any(row["name"] for row in self.person_rows()[1:]) or "persons" in self._asked()

    def _asked(self) -> list[str]:
        return self.data.getlist("more") if isinstance(self.data, MultiValueDict) else []

    def _more(self, what: str) -> int:
        """Rows asked for by a press of 再加 (the page without script)."""
        return len(self[what].value() or []) if what in self._asked() else 0

    # --- what it says ---

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        secret = data.get("purpose") == Purpose.ACCUSATION
        if "persons" in data and not data.get("anonymous"):
            self._check_persons(data)
        self._check_agent(data)
        if data.get("skipped_level") and data.get("channel") not in {Channel.VISIT, None}:
            self.add_error("skipped_level", "越级只对走访成立（条例第20条第1款），请去掉勾选或改为走访")
        if data.get("form") and data["form"] not in _forms_of(data.get("channel", "")):
            self.add_error("form", f"「{data['form']}」与所选信访形式不合，请改选")
        if data.get("procedure_detail") and not data.get("procedure"):
            self.add_error("procedure", "写了法定程序的机关或文号，请选是哪一种程序")
        if not self.errors and not secret:
            self._fill_from_rules(data)
        return data

    def _check_agent(self, data: dict[str, Any]) -> None:
        """Of whom, and by what authority: an agent stands beside the first person of the form."""
        named = data.get("agent")
        if named and not data.get("agent_relation"):
            self.add_error("agent_relation", "请写明代理人和信访人的关系（如近亲属、律师）")
        if not named and (data.get("agent_relation") or data.get("agent_authorised")):
            self.add_error("agent", "请写代理人的姓名；没有代理人的，把关系和委托书清空")
        if named and not data.get("persons"):
            self.add_error("agent", "有代理人的，请先填委托他的信访人")

    def _check_persons(self, data: dict[str, Any]) -> None:
        persons: list[Person] = data["persons"]
        if data.get("address_unclear"):
            return
        if not persons or not persons[0].name:
            self.add_error("persons", "请填信访人姓名（名称）；不肯留名的勾「匿名」（条例第19条）")
        elif not (persons[0].phone or persons[0].address):
            self.add_error(
                "persons", "请填手机或送达地址之一；说不清的勾「姓名、住址不清」（条例第19条、第23条第2款）"
            )

    def _fill_from_rules(self, data: dict[str, Any]) -> None:
        """What the clerk left open is taken from the rules; an accusation never silently."""
        open_route = not self.user.in_bureau and not data["route"]
        if data["purpose"] and not open_route:
            return
        place = self._place(data["place"])
        advice = suggesting.advise(
            suggesting.Question(
                subject=self._subject(data), body="\n".join([data["summary"], *data["claims"]]),
                category=data["category"], channel=data["channel"], place=place.code if place else "", flags=frozenset(data["flags"]),
            )
        )  # fmt: skip
        purpose = data["purpose"] or advice.purpose
        if not purpose:
            self.add_error("purpose", "规则没有给出建议，请选信访目的")
        elif purpose == Purpose.ACCUSATION:
            self.add_error(
                "purpose", "像是检举控告：请您选定目的；选「检举控告」即转入单独通道（条例第30条）"
            )
        elif open_route and not advice.route:
            self.add_error("route", "规则没有给出建议，请选本项走的途径（条例第31条）")
        data["purpose"] = purpose
        if open_route:
            data["route"] = advice.route

    @staticmethod
    def _subject(data: dict[str, Any]) -> str:
        return str(data["title"] or data["claims"][0][:40])

    def registration(self) -> Registration:
        """The registration of a valid form."""
        data = self.cleaned_data
        persons = [] if data["anonymous"] and not data["persons"] else list(data["persons"])
        if data["agent"]:
            agent = {name: data[name] for name in ("agent", "agent_relation", "agent_authorised")}
            persons[0] = replace(persons[0], **agent)
        procedure = (
            f"{data['procedure']}：{data['procedure_detail']}".rstrip("：") if data["procedure"] else ""
        )
        return Registration(
            title=self._subject(data), persons=persons, people=data["people"] or max(1, len(persons)),
            procedures=procedure, address_clear=not data["address_unclear"], flags=frozenset(data["flags"]),
            topics=[self.tags[pk] for pk in data["topics"]],
            place=self._place(data["place"]), accused=[self.units[pk] for pk in data["accused"]],
            **{name: data[name] for name in _AS_TYPED},
        )  # fmt: skip

    def probe(self) -> Probe:
        """What the search for repeats goes by, valid or not yet."""
        persons = tuple(
            PersonSigns(row["name"], row["identity"], row["phone"])
            for row in (self["persons"].value() or [])[:50]
        )
        claims = [line for line in (self["claims"].value() or []) if line.strip()]
        text = "。".join(filter(None, [self._typed("title"), self._typed("summary"), *claims]))
        return Probe(
            persons,
            text,
            self._place(self._typed("place")),
            self._typed("place_text"),
            self._typed("category"),
        )

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "").strip()


def _forms_of(channel: str) -> tuple[str, ...]:
    return FORMS[Channel(channel)] if channel else ()


_AS_TYPED = (
    "channel", "received_on", "summary", "purpose", "claims", "category", "place_text", "form",
    "source_level", "official_number", "petitioned_on", "anonymous", "oral", "skipped_level", "told_before",
    "materials", "needs",
)  # fmt: skip


def _rows(typed: list[dict[str, Any]], empty: dict[str, Any], least: int) -> list[dict[str, Any]]:
    count = max(least, len(typed) + 1)
    return [{"n": n + 1} | (typed[n] if n < len(typed) else empty) for n in range(count)]


_IN_USE = Prepared(lambda: Category.objects.filter(retired=False).values_list("level1", "level2"))


def _categories() -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for level1, level2 in _IN_USE():
        groups.setdefault(level1, []).append((f"{level1}/{level2}", level2))
    return [("", "待定"), *groups.items()]

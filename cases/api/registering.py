"""What a program sends to register a petition: the fields of ``Registration``, and not one besides."""

from typing import Any

from rest_framework import serializers

from cases.actions import Person, Registration
from cases.models import Category
from law.terms import Channel, Flag, Purpose, SourceLevel, UnitKind
from organizations.models import Unit

LONG = 20_000


class Strict(serializers.Serializer[Any]):
    """Refuses a field it does not know, by name: a slip of spelling must not lose what was meant."""

    def to_internal_value(self, data: Any) -> Any:
        known = [name for name, field in self.fields.items() if not field.read_only]
        if isinstance(data, dict):
            unknown = [name for name in data if name not in known]
            if unknown:
                remedy = f"可用的字段：{'、'.join(known)}"
                raise serializers.ValidationError(
                    {str(name): [f"没有「{name}」这个字段，请改正或删去。{remedy}"] for name in unknown}
                )
        return super().to_internal_value(data)


def _line(label: str, most: int) -> Any:
    return serializers.CharField(label=label, max_length=most, required=False, allow_blank=True, default="")


class PersonIn(Strict):
    """One person of the petition."""

    name = _line("姓名（名称）", 60)
    identity = _line("证件号码", 40)
    phone = _line("电话", 40)
    address = _line("住址", 200)
    representative = serializers.BooleanField(label="代表", default=False)
    electronic_service = serializers.BooleanField(label="同意电子送达", default=False)


class UnitCode(serializers.SlugRelatedField[Unit]):
    """A unit by its code."""

    def __init__(self, **kwargs: Any) -> None:
        messages: Any = {
            "does_not_exist": "没有代码为「{value}」的单位，请核对",
            "invalid": "请给单位代码（文字）",
        }
        super().__init__(slug_field="code", error_messages=messages, **kwargs)


class RegistrationIn(Strict):
    """One petition as received. Required by 条例第19条: what is asked, the facts, and whom to answer."""

    channel = serializers.ChoiceField(label="信访形式", choices=Channel.choices())
    received_on = serializers.DateField(label="收到日", help_text="期限从这一天起算（当日不计入）。")
    title = serializers.CharField(label="概况", max_length=120)
    summary = serializers.CharField(label="事实和理由", max_length=LONG)
    purpose = serializers.ChoiceField(label="信访目的", choices=Purpose.choices())
    claims = serializers.ListField(
        label="诉求", child=serializers.CharField(max_length=2000), min_length=1, max_length=50
    )
    persons = PersonIn(label="信访人", many=True, required=False)
    people = serializers.IntegerField(label="人数", min_value=1, max_value=100_000, required=False)
    category = _line("内容分类", 60)
    place = UnitCode(
        label="事项发生地（乡镇、街道代码）",
        queryset=Unit.objects.active().filter(kind=UnitKind.TOWNSHIP),
        required=False,
        allow_null=True,
    )
    place_text = _line("发生地详情", 120)
    flags = serializers.MultipleChoiceField(label="标志", choices=Flag.choices(), required=False)
    form = _line("具体形式", 20)
    source_level = serializers.ChoiceField(
        label="来源", choices=SourceLevel.choices(), default=SourceLevel.COUNTY
    )
    official_number = _line("来文（平台）编号", 60)
    petitioned_on = serializers.DateField(label="信访日期", required=False, allow_null=True)
    anonymous = serializers.BooleanField(label="匿名", default=False)
    address_clear = serializers.BooleanField(label="姓名、住址清楚", default=True)
    oral = serializers.BooleanField(label="口头提出，已如实记录", default=False)
    skipped_level = serializers.BooleanField(label="越级走访", default=False)
    procedures = _line("已走法定程序", 120)
    told_before = _line("曾向哪里反映", 120)
    materials = _line("收下的材料", 200)
    needs = _line("需要的便利", 60)
    accused = UnitCode(label="被检举控告的单位", queryset=Unit.objects.active(), many=True, required=False)

    def validate_category(self, value: str) -> str:
        level1, _, level2 = value.partition("/")
        if value and not Category.objects.filter(level1=level1, level2=level2, retired=False).exists():
            raise serializers.ValidationError(f"没有「{value}」这个内容分类，请写成「一级/二级」，或留空")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["skipped_level"] and attrs["channel"] != Channel.VISIT:
            raise serializers.ValidationError(
                {"skipped_level": "越级只对走访成立（条例第20条第1款），请去掉或改为走访"}
            )
        first: dict[str, Any] = next(iter(attrs.get("persons") or []), {})
        if attrs["anonymous"] or not attrs["address_clear"]:
            return attrs
        if not first.get("name"):
            raise serializers.ValidationError(
                {"persons": "请给信访人姓名（名称）；不肯留名的写 anonymous（条例第19条）"}
            )
        if not (first.get("phone") or first.get("address")):
            remedy = "请给电话或住址之一；说不清的写 address_clear 为 false（条例第19条、第23条第2款）"
            raise serializers.ValidationError({"persons": remedy})
        return attrs

    def registration(self) -> Registration:
        """The registration of valid data."""
        data = dict(self.validated_data)
        persons = [Person(**row) for row in data.pop("persons", [])]
        people = data.pop("people", None) or max(1, len(persons))
        flags = frozenset(data.pop("flags", ()))
        return Registration(persons=persons, people=people, flags=flags, **data)


class CodeOut(serializers.Serializer[Any]):
    """A petitioner's query code, told this once. ``second_factor``: what is asked besides; ``digits``: when made up."""

    order = serializers.IntegerField()
    code = serializers.CharField()
    second_factor = serializers.CharField()
    digits = serializers.CharField()


class RegisteredOut(serializers.Serializer[Any]):
    """The answer to a registration; ``codes`` is empty when the same key registered it before."""

    number = serializers.CharField()
    received_on = serializers.DateField()
    accusation = serializers.BooleanField()
    codes = CodeOut(many=True)

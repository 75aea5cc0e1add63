"""What a program reads of a case: the file as this person may see it, with masked values only."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.models import Case, Deadline, Handling, Petitioner
from cases.reading import Course, File
from cases.why import due_of
from law.periods import period
from law.terms import CaseState, ClaimWay, HandlingState

SECRET_NAME = "依法保密"  # noqa: S105 - a word on the screen


class CaseRow(serializers.ModelSerializer[Case]):
    """One line of the list."""

    state_label = serializers.SerializerMethodField()
    channel = serializers.CharField(source="own_petition.channel")
    receiving_unit = serializers.CharField(source="receiving_unit.code")
    place = serializers.CharField(source="place.code", default=None)

    class Meta:
        model = Case
        fields = ["number", "title", "state", "state_label", "purpose", "category", "channel", "received_on",
                  "receiving_unit", "place", "closed_on", "imported"]  # fmt: skip

    def get_state_label(self, case: Case) -> str:
        return CaseState(case.state).label


class StepOut(serializers.Serializer[Any]):
    title = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class ClockOut(serializers.Serializer[Any]):
    """One period with its derivation (为什么是这一天)."""

    period = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()
    claim = serializers.IntegerField(allow_null=True)
    duty = serializers.BooleanField()
    started_on = serializers.DateField()
    nominal_on = serializers.DateField()
    due_on = serializers.DateField()
    basis = serializers.CharField()
    provisional = serializers.BooleanField()
    met_on = serializers.DateField(allow_null=True)
    voided_on = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    steps = StepOut(many=True)


class HandlingOut(serializers.Serializer[Any]):
    unit = serializers.CharField()
    unit_name = serializers.CharField()
    role = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    route = serializers.CharField()
    assigned = serializers.BooleanField()
    arrived_on = serializers.DateField()
    accepted_on = serializers.DateField(allow_null=True)
    presumed = serializers.BooleanField()
    ended_on = serializers.DateField(allow_null=True)


class ClaimOut(serializers.Serializer[Any]):
    order = serializers.IntegerField()
    text = serializers.CharField()
    category = serializers.CharField()
    route = serializers.CharField()
    way = serializers.CharField()
    way_label = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    handlings = HandlingOut(many=True)


class PersonOut(serializers.Serializer[Any]):
    """A petitioner, masked; the clear value is shown on the page, with a reason and a record."""

    order = serializers.IntegerField()
    representative = serializers.BooleanField()
    name = serializers.CharField()
    phone = serializers.CharField()
    identity = serializers.CharField()


class CaseOut(CaseRow):
    """The whole answer of one case."""

    summary = serializers.CharField()
    people = serializers.IntegerField(source="own_petition.people")
    flags = serializers.ListField(child=serializers.CharField())
    merged_into = serializers.CharField(source="merged_into.number", default=None)
    petitioners = serializers.SerializerMethodField()
    claims = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()

    class Meta(CaseRow.Meta):
        fields = [
            *CaseRow.Meta.fields,
            "summary",
            "people",
            "flags",
            "merged_into",
            "petitioners",
            "claims",
            "clocks",
        ]

    @property
    def file(self) -> File:
        return self.context["file"]  # type: ignore[no-any-return]

    @extend_schema_field(PersonOut(many=True))
    def get_petitioners(self, case: Case) -> Any:
        return PersonOut(
            [person(row, secret=case.in_compartment) for row in self.file.petitioners], many=True
        ).data

    @extend_schema_field(ClaimOut(many=True))
    def get_claims(self, case: Case) -> Any:
        return ClaimOut(claims(self.file), many=True).data

    @extend_schema_field(ClockOut(many=True))
    def get_clocks(self, case: Case) -> Any:
        return ClockOut(clocks(self.file), many=True).data


def person(row: Petitioner, *, secret: bool) -> dict[str, Any]:
    """The masked values of one petitioner; of an accusation not even the masked name."""
    return {
        "order": row.order,
        "representative": row.representative,
        "name": SECRET_NAME if secret else row.masked_name,
        "phone": "" if secret else row.masked_phone,
        "identity": "" if secret else row.masked_identity,
    }


def claims(file: File) -> list[dict[str, Any]]:
    """The claims this person may see, each with the handlings this person may see."""
    return [
        {
            "order": claim.order, "text": claim.text, "category": claim.category, "route": claim.route, "way": claim.way,
            "way_label": ClaimWay(claim.way).label if claim.way else "", "decided_on": claim.decided_on,
            "handlings": [handling(row) for row in file.handlings if row.claim_id == claim.pk],
        }
        for claim in file.claims
    ]  # fmt: skip


def handling(row: Handling) -> dict[str, Any]:
    return {
        "unit": row.unit.code, "unit_name": row.unit.name, "role": row.role, "state": row.state,
        "state_label": HandlingState(row.state).label, "route": row.route, "assigned": row.assigned,
        "arrived_on": row.arrived_on, "accepted_on": row.accepted_on, "presumed": row.presumed, "ended_on": row.ended_on,
    }  # fmt: skip


def clocks(file: File) -> list[dict[str, Any]]:
    """Every period this person may see, the earliest last day first."""
    found: dict[int, tuple[Deadline, Course | None]] = {row.pk: (row, None) for row in file.own}
    found |= {row.pk: (row, course) for course in file.courses for row in course.deadlines}
    rows = sorted(found.values(), key=lambda pair: (pair[0].due_on, pair[0].pk))
    return [clock(row, course, file) for row, course in rows if not row.not_recorded]


def clock(row: Deadline, course: Course | None, file: File) -> dict[str, Any]:
    due = due_of(row)
    running = row.met_on is None and row.voided_on is None
    where = course.handling if course else None
    return {
        "period": row.period, "label": period(row.period, row.started_on).label,
        "unit": where.unit.code if where and where.unit_id == row.unit_id else file.case.receiving_unit.code,
        "claim": where.claim.order if where else None, "duty": row.duty,
        "started_on": row.started_on, "nominal_on": row.nominal_on, "due_on": row.due_on, "basis": due.basis,
        "provisional": row.provisional, "met_on": row.met_on, "voided_on": row.voided_on,
        "overdue": running and row.duty and row.due_on < file.today,
        "steps": [{"title": step.title, "text": step.text, "source": step.source} for step in due.derivation()],
    }  # fmt: skip


def listed(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With what a line of the list shows."""
    return rows.select_related("receiving_unit", "place", "own_petition")

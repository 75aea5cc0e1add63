"""The list of cases: declared filters, and pages by key — every row once, however many are added meanwhile."""

from datetime import date
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django_filters.rest_framework import FilterSet  # type: ignore[import-untyped]
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case, Deadline, Handling
from law import clock
from law.terms import CaseState, Channel

PAGE, MOST = 50, 200
PAGING = {"after", "limit", "format"}


class CaseFilter(FilterSet):  # type: ignore[misc]
    """What the list can be narrowed by; each is declared, none reaches a column by its name alone."""

    state = django_filters.ChoiceFilter(label="状态", choices=CaseState.choices())
    channel = django_filters.ChoiceFilter(
        label="信访形式", field_name="own_petition__channel", choices=Channel.choices()
    )
    received_from = django_filters.DateFilter(label="收到日从", field_name="received_on", lookup_expr="gte")
    received_to = django_filters.DateFilter(label="收到日到", field_name="received_on", lookup_expr="lte")
    unit = django_filters.CharFilter(label="收件或承办单位代码", method="of_unit")
    overdue = django_filters.BooleanFilter(label="有逾期的期限", method="is_overdue")

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        unknown = [name for name in data or {} if name not in {*self.base_filters, *PAGING}]
        if unknown:
            known = "、".join(self.base_filters)
            raise serializers.ValidationError(
                {name: [f"没有「{name}」这个筛选条件，请改正或删去。可用的：{known}"] for name in unknown}
            )

    def of_unit(self, rows: QuerySet[Case], name: str, code: str) -> QuerySet[Case]:
        """Received by the unit, or handled there — as far as this person may see its handlings."""
        theirs = Handling.objects.visible_to(self.request.user).filter(
            claim__case=OuterRef("pk"), unit__code=code
        )
        return rows.filter(Q(receiving_unit__code=code) | Exists(theirs))

    def is_overdue(self, rows: QuerySet[Case], name: str, wanted: bool) -> QuerySet[Case]:  # noqa: FBT001
        late = (
            Deadline.objects.visible_to(self.request.user).overdue(clock.today()).filter(case=OuterRef("pk"))
        )
        return rows.filter(Exists(late) if wanted else ~Exists(late))


class ByKey(BasePagination):
    """Newest first; ``after`` is the key of the last row seen (day.number), as ``next`` gives it."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        size = self._size(request)
        rows = queryset.order_by("-received_on", "-pk")
        if after := request.query_params.get("after"):
            day, pk = self._key(after)
            rows = rows.filter(received_on__lte=day).filter(Q(received_on__lt=day) | Q(pk__lt=pk))
        found = list(rows[: size + 1])
        self.next = self._next(request, found[size - 1]) if len(found) > size else None
        return found[:size]

    @staticmethod
    def _size(request: Request) -> int:
        given = request.query_params.get("limit", str(PAGE))
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST):
            raise serializers.ValidationError({"limit": [f"每页条数应是 1 至 {MOST} 的整数"]})
        return int(given)

    @staticmethod
    def _key(after: str) -> tuple[date, int]:
        day, _, pk = after.partition(".")
        try:
            return date.fromisoformat(day), int(pk[:18])
        except ValueError:
            raise serializers.ValidationError({"after": ["续页标记不对，请用上一页 next 里的地址"]}) from None

    @staticmethod
    def _next(request: Request, last: Case) -> str:
        query = request.query_params.copy()
        query["after"] = f"{last.received_on}.{last.pk}"
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "after", "in": "query", "required": False, "description": "续页标记", "schema": {"type": "string"}},
            {"name": "limit", "in": "query", "required": False, "description": f"每页条数，1 至 {MOST}",
             "schema": {"type": "integer", "default": PAGE}},
        ]  # fmt: skip

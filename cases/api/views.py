"""The cases over HTTP: register, list, read. Refusals are those of the pages: 404, 403, 409 with reasons."""

import uuid
from typing import Any

from django.db import connection
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import chain
from cases import actions, policies
from cases.api.listing import ByKey, CaseFilter
from cases.api.reading import CaseOut, CaseRow, ClockOut, clocks, listed
from cases.api.registering import RegisteredOut, RegistrationIn
from cases.models import Case
from cases.reading import File, open_file
from law import clock
from organizations import acting
from organizations.models import SubmittedForm, User

ONE_TIME_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="一次性编号（UUID）：同一编号再发一次，只回答第一次的件号",
)


class Acting(APIView):
    """The token's owner is who acts: the database is told before anything is read (design D2)."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        acting.tell_database(request.user if isinstance(request.user, User) else None)

    def file(self, request: Request, number: str) -> File:
        """The file as this person may see it, or 404; a look at an accusation leaves a record."""
        assert isinstance(request.user, User)  # noqa: S101 - signed in, or it would be 401
        file = open_file(request.user, number, clock.today())
        if file.case.in_compartment:
            chain.record("look_accusation", by=request.user, about=file.case)
        return file


class Cases(Acting, ListAPIView[Case]):
    """The cases this person may see, newest first; accusations are in no list."""

    serializer_class = CaseRow
    filterset_class = CaseFilter
    pagination_class = ByKey
    queryset = Case.objects.none()

    def get_queryset(self) -> Any:
        user = self.request.user
        return (
            listed(Case.objects.visible_to(user).ordinary())
            if isinstance(user, User)
            else Case.objects.none()
        )

    @extend_schema(tags=["件"], summary="登记一件信访件", description="收件单位是令牌所属人的单位（条例第22条、第23条）。查询码只给这一次。",
                   request=RegistrationIn, responses={201: RegisteredOut, 200: RegisteredOut},
                   parameters=[ONE_TIME_KEY])  # fmt: skip
    def post(self, request: Request) -> Response:
        """Register one petition at the unit of the token's owner (条例第22条第1款、第23条第1款)."""
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - signed in, or it would be 401
        policies.require(user, "register", None)
        form = RegistrationIn(data=request.data)
        form.is_valid(raise_exception=True)
        key = _key(request)
        if key and not _fresh(key, user):
            return Response(RegisteredOut(_earlier(key, user)).data)
        registered = actions.register(form.registration(), by=user, unit=user.unit, on=clock.today())
        if key:
            SubmittedForm.objects.filter(pk=key).update(result=registered.petition.number)
        codes = [{"order": row.order, "code": code.code, "second_factor": code.hint, "digits": code.digits}
                 for row, code in registered.codes]  # fmt: skip
        return Response(RegisteredOut(_answer(registered.case, codes)).data, status=201)

    @extend_schema(tags=["件"], summary="列出看得到的件", description="新的在前；检举控告不在任何列表中。")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneCase(Acting):
    """One case: what is asked, who handles it, its clocks."""

    @extend_schema(
        tags=["件"],
        summary="读一件",
        description="只有您看得到的部分；信访人信息一律掩码。",
        responses=CaseOut,
    )
    def get(self, request: Request, number: str) -> Response:
        file = self.file(request, number)
        return Response(CaseOut(file.case, context={"file": file}).data)


class Clocks(Acting):
    """The clocks of one case, each with the steps of its derivation."""

    @extend_schema(
        tags=["件"],
        summary="一件的期限和推算步骤",
        description="每个期限附「为什么是这一天」。",
        responses=ClockOut(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(ClockOut(clocks(self.file(request, number)), many=True).data)


def _key(request: Request) -> uuid.UUID | None:
    given = request.headers.get("Idempotency-Key", "")
    try:
        return uuid.UUID(given) if given else None
    except ValueError:
        raise serializers.ValidationError({"Idempotency-Key": ["一次性编号应是 UUID"]}) from None


def _fresh(key: uuid.UUID, user: User) -> bool:
    """Take the key in the act's own transaction; of two at once the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organizations_submittedform (key, user_id, result, at) VALUES (%s, %s, '', now())"
            " ON CONFLICT (key) DO NOTHING",
            [key, user.pk],
        )
        return bool(cursor.rowcount == 1)


def _earlier(key: uuid.UUID, user: User) -> dict[str, Any]:
    number = SubmittedForm.objects.filter(pk=key, user=user).values_list("result", flat=True).first()
    case = Case.objects.visible_to(user).filter(number=number).first()
    if case is None:
        raise policies.NotLawfulNow("这个一次性编号已经用过，请换一个新的编号")
    return _answer(case, [])


def _answer(case: Case, codes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": case.number,
        "received_on": case.received_on,
        "accusation": case.in_compartment,
        "codes": codes,
    }

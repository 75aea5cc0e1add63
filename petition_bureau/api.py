"""The API assembled: a token, the cases, the rates, and the description of all of it (no file from elsewhere)."""

from datetime import date
from typing import Any

from django.contrib.auth import authenticate
from django.urls import include, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import PermissionDenied, Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import chain
from cases.api.registering import Strict
from cases.api.views import Acting
from law import clock
from organizations import acting
from organizations.models import User
from organizations.roles import Permission
from portal import throttle

BY = ["all", "unit", "month", "channel", "category"]
BASES = ["due", "registered"]


class SignIn(Strict):
    """A user's name and password."""

    username = serializers.CharField(label="账号", max_length=60)
    password = serializers.CharField(label="密码", max_length=200, trim_whitespace=False)


class TokenOut(serializers.Serializer[Any]):
    token = serializers.CharField()


class TokenView(APIView):
    """A fresh token for a user; the one before is dead. Failures count like those of the sign-in page."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(
        tags=["令牌"],
        summary="领取令牌",
        description="新令牌发出，旧令牌即失效。用法：请求头 Authorization: Token …",
        request=SignIn,
        responses=TokenOut,
        auth=[],
    )
    def post(self, request: Request) -> Response:
        form = SignIn(data=request.data)
        form.is_valid(raise_exception=True)
        username, password = form.validated_data["username"], form.validated_data["password"]
        here = f"{throttle.peer(request._request)} {username}"
        closed = throttle.take(throttle.SIGN_IN, here)
        if closed:
            raise Throttled(
                wait=closed.minutes * 60, detail=f"试的次数太多，请 {closed.minutes} 分钟以后再试。"
            )
        user = authenticate(request._request, username=username, password=password)
        if getattr(request._request, "axes_locked_out", False):
            request._request.axes_locked_out = False  # type: ignore[attr-defined]  # the answer is ours: JSON, in Chinese
            raise Throttled(detail="失败次数太多，这个账号暂停登录 15 分钟。")
        if not isinstance(user, User):
            return Response({"detail": "账号或密码不对，或账号因多次失败暂停使用。"}, status=401)
        throttle.give_back(throttle.SIGN_IN, here)
        acting.tell_database(user)
        Token.objects.filter(user=user).delete()
        token = Token.objects.create(user=user)
        chain.record("issue_token", by=user)
        return Response({"token": token.key})


class RateRow(serializers.Serializer[Any]):
    key = serializers.CharField(allow_null=True)
    indicator = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    not_recorded = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)


class RatesOut(serializers.Serializer[Any]):
    basis = serializers.CharField()
    rows = RateRow(many=True)


class RatesIn(Strict):
    """What to count; both days included."""

    since = serializers.DateField()
    until = serializers.DateField()
    by = serializers.ChoiceField(choices=BY, default="all")
    basis = serializers.ChoiceField(choices=BASES, default="due")


class Rates(Acting):
    """The rates between two days: the answer of the command ``rates`` (design §4). Accusations are in none."""

    @extend_schema(
        tags=["三率"],
        summary="三率和其他指标",
        description="与命令 rates 的回答相同；首尾两日都计入，检举控告不计。",
        responses=RatesOut,
        parameters=[
            OpenApiParameter("from", date, required=True, description="起始日（含）"),
            OpenApiParameter("to", date, required=True, description="截止日（含）"),
            OpenApiParameter("by", str, enum=BY, default="all", description="按单位、月份、形式或一级分类"),
            OpenApiParameter("basis", str, enum=BASES, default="due", description="到期口径或登记口径"),
        ],
    )
    def get(self, request: Request) -> Response:
        if not (isinstance(request.user, User) and request.user.can(Permission.SEE_FIGURES)):
            raise PermissionDenied("您的岗位不能看统计数字。")
        return Response(rates(_asked(request)))


def _asked(request: Request) -> dict[str, Any]:
    """The question, checked; ``from`` and ``to`` are named in complaints as they were asked."""
    names = {"from": "since", "to": "until"}
    given = {names.get(name, name): value for name, value in request.query_params.items() if name != "format"}
    form = RatesIn(data=given)
    if not form.is_valid():
        asked = {inner: outer for outer, inner in names.items()}
        raise serializers.ValidationError(
            {asked.get(name, name): found for name, found in form.errors.items()}
        )
    data: dict[str, Any] = form.validated_data
    if data["since"] > data["until"]:
        raise serializers.ValidationError({"from": [f"{data['since']} 晚于 to 的 {data['until']}，请对调"]})
    return data


def rates(asked: dict[str, Any]) -> dict[str, Any]:
    """Every indicator for every key, as the command prints it."""
    from reports import figures
    from reports.indicators import INDICATORS

    span, by = figures.Span(asked["since"], asked["until"]), asked["by"]
    table = figures.live(span, by=by, basis=asked["basis"], as_of=clock.today())
    rows = []
    for key in figures.keys_of(table, by, span):
        for code in INDICATORS:
            tally = table.get((key, code), figures.Tally())
            rows.append({
                "key": key or None, "indicator": code, "numerator": tally.numerator, "denominator": tally.denominator,
                "not_recorded": tally.not_recorded, "rate": tally.rate,
            })  # fmt: skip
    return {"basis": asked["basis"], "rows": rows}


class Docs(SpectacularSwaggerSplitView):
    """The page that shows the schema; its script is a file of its own, so the house's policy holds."""

    template_name = "api/docs.html"
    url_name = "api-schema"
    title = "接口说明"


urlpatterns = [
    path("token/", TokenView.as_view(), name="api-token"),
    path("", include("cases.api.urls")),
    path("rates/", Rates.as_view(), name="api-rates"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]

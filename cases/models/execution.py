"""Execution 执行: how far an opinion that supports the request has been carried out (条例第32条第2款)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.handling import Opinion
from law.terms import ExecutionResult, HandlingState, Outcome
from organizations.models import Unit, User
from organizations.roles import Permission


class SupportingOpinionQuerySet(models.QuerySet["SupportingOpinion"]):
    def visible_to(self, user: User) -> "SupportingOpinionQuerySet":
        """The bureau and the county see all of ordinary files, a unit its own."""
        rows = self.filter(handling__claim__case__in_compartment=False)
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        return rows.filter(handling__unit_id=user.unit_id) if user.can(Permission.HANDLE) else rows.none()

    def with_state(self) -> "SupportingOpinionQuerySet":
        """With ``state``, ``state_on`` and ``until`` of the newest report; empty while there is none."""
        newest = Execution.objects.filter(opinion=models.OuterRef("pk")).order_by("-pk")
        return self.annotate(
            state=models.Subquery(newest.values("result")[:1]),
            state_on=models.Subquery(newest.values("on")[:1]),
            until=models.Subquery(newest.values("until")[:1]),
            executor=models.Subquery(newest.values("executor")[:1]),
        )


class SupportingOpinionManager(models.Manager.from_queryset(SupportingOpinionQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> SupportingOpinionQuerySet:
        """Served, standing, and in support of what was asked."""
        rows: SupportingOpinionQuerySet = super().get_queryset()
        return rows.filter(
            outcome=Outcome.SUPPORTED,
            annulled_on=None,
            handling__state__in=(HandlingState.SERVED, HandlingState.CONCLUDED),
        )


class SupportingOpinion(Opinion):
    """A served opinion in support, whose execution the unit has to see to (条例第32条第2款)."""

    objects = SupportingOpinionManager()  # type: ignore[misc]

    class Meta:
        proxy = True


class Execution(models.Model):
    """One report of how far it is carried out; the newest counts, earlier ones stay.

    ``executor``: the organ or unit that carries it out; the handling unit urges it to.
    """

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="executions")
    result = models.CharField("执行情况", max_length=20, choices=ExecutionResult.choices())
    executor = models.CharField("执行单位", max_length=60)
    account = models.TextField("执行情况和凭据")
    until = models.DateField("预计完成日", null=True, blank=True)
    on = models.DateField("登记日")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "执行情况"
        constraints = [
            models.CheckConstraint(
                condition=~Q(account="") & ~Q(executor=""), name="execution_says_what_and_who"
            ),
            models.CheckConstraint(
                condition=Q(result="under_way", until__isnull=False)
                | (~Q(result="under_way") & Q(until__isnull=True)),
                name="execution_under_way_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.result}"

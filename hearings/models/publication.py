"""公示: the masked text of a final-review opinion reached after a hearing, confirmed by a second person (条例第36条第2款)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition

from cases.courses import PUBLICATION
from cases.models import Case
from hearings.models.hearing import Hearing
from law.terms import PublicationState
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.statefield import StateField


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: User) -> "PublicationQuerySet":
        """The bureau and the organ that decided; a unit sees what everybody sees, on the public page."""
        rows = self.filter(case__in_compartment=False)
        if not user.is_active:
            return rows.none()
        if user.sees_county:
            return rows
        return rows.filter(organ_id=user.unit_id) if user.can(Permission.HANDLE) else rows.none()

    def public(self) -> "PublicationQuerySet":
        """What anybody may read."""
        return self.filter(state=PublicationState.PUBLISHED, case__in_compartment=False)


class Publication(FSMModelMixin, models.Model):
    """One text on its way to the public. Nothing of it leads back to the file."""

    hearing = models.OneToOneField(Hearing, models.PROTECT, related_name="publication")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="复核机关")
    state = StateField("状态", choices=PublicationState.choices(), default=PublicationState.DRAFTED)
    title = models.CharField("标题", max_length=80)
    text = models.TextField("公示文本")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_on = models.DateField("拟稿日")
    answer = models.CharField("退回意见", max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField("公示日", null=True, blank=True)
    withdrawn_on = models.DateField("撤下日", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下事由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "公示"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "withdrawn"])
                | (
                    Q(confirmed_by__isnull=False, published_on__isnull=False)
                    & ~Q(confirmed_by=models.F("drafted_by"))
                ),
                name="published_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(state, **PUBLICATION.step("draft_publication"))
    def draft_publication(self) -> None: ...

    @transition(state, **PUBLICATION.step("send_back_publication"))
    def send_back_publication(self) -> None: ...

    @transition(state, **PUBLICATION.step("publish_opinion"))
    def publish_opinion(self) -> None: ...

    @transition(state, **PUBLICATION.step("withdraw_publication"))
    def withdraw_publication(self) -> None: ...

"""谈话 and 证据: what two or more investigators heard and found (条例第31条第6项, domain §4.2 row 17)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.folder import CasePaper
from cases.models.handling import Handling
from organizations import sealed
from organizations.models import User


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: User) -> "InterviewQuerySet":
        """Those of the handlings a person sees; none of an accusation (条例第30条第3款)."""
        rows = self.filter(
            handling__in=Handling.objects.visible_to(user), handling__claim__case__in_compartment=False
        )
        return rows.filter(handling__claim__case__in=Case.objects.visible_to(user))


class Interview(models.Model):
    """One talk of the investigation; who spoke and what was said is sealed, the paper is the record that is signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="interviews")
    held_on = models.DateField("谈话日期")
    venue = models.CharField("地点", max_length=120)
    interviewers = models.CharField("调查人", max_length=120)
    interviewee_sealed = models.BinaryField(null=True)
    present_sealed = models.BinaryField(null=True)
    record_sealed = models.BinaryField(null=True)
    interviewee = sealed.Text("interviewee_sealed")
    present = sealed.Text("present_sealed")
    record = sealed.Text("record_sealed")
    signature = models.CharField("签名情况", max_length=120)
    paper = models.OneToOneField(CasePaper, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField("记录日")

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "recorded_on"]
        verbose_name = "谈话"
        constraints = [
            models.CheckConstraint(condition=Q(interviewers__contains="、"), name="interview_by_two_or_more"),
            models.CheckConstraint(
                condition=Q(recorded_on__gte=models.F("held_on")), name="interview_recorded_after_it_was_held"
            ),
            models.CheckConstraint(condition=~Q(signature=""), name="interview_says_how_it_was_signed"),
        ]

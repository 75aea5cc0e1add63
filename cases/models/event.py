"""CaseEvent 经过: what happened, append-only by trigger; the story of the file (design D14)."""

from django.conf import settings
from django.db import models
from django.db.models import Func

from cases.models.case import Case, Claim
from cases.models.handling import Handling
from law.clock import now
from organizations import sealed
from organizations.models import Unit


class CaseEvent(models.Model):
    """One act. ``on`` is the legal day, ``recorded_at`` the machine's; the note is sealed to the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="events")
    handling = models.ForeignKey(Handling, models.PROTECT, null=True, related_name="events")
    act = models.CharField("行为", max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    case_state = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    on = models.DateField("发生日")
    recorded_at = models.DateTimeField("记录时间", default=now)
    backdated = models.BooleanField("补录", default=False)
    note_sealed = models.BinaryField(null=True)
    note = sealed.Text("note_sealed", bound_to="case_id")
    data = models.JSONField(default=dict)
    txid = models.BigIntegerField(db_default=Func(function="txid_current"))

    class Meta:
        ordering = ["pk"]
        verbose_name = "经过"
        indexes = [
            models.Index(fields=["case", "id"], name="event_by_case"),
            models.Index(fields=["txid", "case"], name="event_by_transaction"),
            models.Index(fields=["on", "id"], name="event_backdated", condition=models.Q(backdated=True)),
        ]


class AllowedEdge(models.Model):
    """The transition table as the database knows it; a trigger refuses every other change of state."""

    machine = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["machine", "source", "target"], name="edge_once")]

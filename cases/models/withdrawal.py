"""撤回: the petitioner's own word that a matter is withdrawn, and who made sure that it is free (domain §4.2, row 30)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case, Claim
from law.terms import WithdrawalManner


class Withdrawal(models.Model):
    """Reported by one person, verified with the petitioner by another of the bureau; nothing stops before that.

    It is never a condition of anything, and nobody may ask for it (design §7).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="withdrawals")
    claims = models.ManyToManyField(Claim, related_name="withdrawals")
    manner = models.CharField("方式", max_length=12, choices=WithdrawalManner.choices())
    evidence = models.CharField("凭据", max_length=200)
    words = models.CharField("信访人的原话", max_length=300, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_on = models.DateField("提出日")
    agreed = models.BooleanField("确认撤回", null=True)
    verification = models.CharField("核实经过", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("核实日", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "撤回"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="one_open_withdrawal", condition=Q(decided_on__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, decided_on__isnull=True, decided_by__isnull=True)
                | (
                    Q(agreed__isnull=False, decided_on__isnull=False, decided_by__isnull=False)
                    & ~Q(verification="")
                ),
                name="withdrawal_verified_by_someone",
            ),
        ]

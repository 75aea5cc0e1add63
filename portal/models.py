"""The one table of the petitioner's door: how often something was tried."""

from django.db import models


class Attempts(models.Model):
    """Tries of one address, one code or the whole door within a window; the key is a keyed digest, never the value."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField("窗口起点", db_index=True)
    tries = models.PositiveIntegerField("次数", default=0)
    locked_until = models.DateTimeField("停到", null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.tries}"

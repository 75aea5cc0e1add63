"""Who did and who looked: an append-only keyed chain without foreign keys, and the runs of the periodic jobs."""

from django.db import models


class Record(models.Model):
    """One act or one look. ``mac`` chains it to the record before (HMAC-SM3, key outside the database)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("人员", null=True)
    actor = models.CharField("人员", max_length=80)
    verb = models.CharField("做了什么", max_length=60)
    object_type = models.CharField("对象", max_length=40, blank=True)
    object_id = models.CharField("对象编号", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    previous = models.BinaryField()
    mac = models.BinaryField()

    class Meta:
        ordering = ["-seq"]
        verbose_name = "操作记录"
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["actor_id", "-seq"]),
        ]


class ChainHead(models.Model):
    """The last record of the chain (one row); locked while a record is added."""

    seq = models.BigIntegerField(default=0)
    mac = models.BinaryField(default=bytes)


class JobRun(models.Model):
    """One run of a periodic sweep: what it did, or why it failed (design D8)."""

    job = models.CharField("任务", max_length=60)
    on = models.DateField("所属日期")
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    result = models.JSONField("结果", default=dict)
    error = models.TextField("错误", blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "任务记录"
        indexes = [models.Index(fields=["job", "-on"])]

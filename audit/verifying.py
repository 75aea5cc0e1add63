"""The chain read again from its first record: what was changed, taken out, moved or cut off shows (design D14)."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.chain import mac_of
from audit.models import ChainHead, Record

#: Records held in memory at once.
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Verified:
    """How many records fit, and the first thing that does not, in Chinese with what to do."""

    records: int
    fault: str = ""


def verify() -> Verified:
    """Compute every record's seal again, in order, and compare the last with the head.

    A whole older backup put back fits in itself; against that the auditor keeps the number and seal that are printed.
    """
    head = ChainHead.objects.filter(pk=1).first()
    seq, mac = (head.seq, bytes(head.mac)) if head else (0, b"")
    return follow(Record.objects.order_by("seq").iterator(BATCH), seq, mac)


def follow(rows: Iterable[Record], head: int, head_mac: bytes) -> Verified:
    """``rows`` in the order of their numbers; ``head``: number and seal the chain must end with."""
    seq, previous = 0, b""
    for row in rows:
        if row.seq != seq + 1:
            return Verified(seq, f"操作记录第 {seq + 1} 条不见了（后面是第 {row.seq} 条）。" + WHAT_TO_DO)
        if bytes(row.previous) != previous:
            return Verified(seq, f"操作记录第 {row.seq} 条与前一条接不上。" + WHAT_TO_DO)
        fields = (
            row.actor_id or "",
            row.actor,
            row.verb,
            row.object_type,
            row.object_id,
            row.reason,
            row.digest,
        )
        if bytes(row.mac) != mac_of(row.seq, row.at, fields, previous):
            return Verified(seq, f"操作记录第 {row.seq} 条被改动过。" + WHAT_TO_DO)
        seq, previous = row.seq, bytes(row.mac)
    if seq != head:
        return Verified(seq, f"操作记录只剩 {seq} 条，应有 {head} 条：末尾被截断。" + WHAT_TO_DO)
    if previous != head_mac:
        return Verified(seq, f"链头与第 {seq} 条的校验值不符。" + WHAT_TO_DO)
    return Verified(seq)


WHAT_TO_DO = "请停止使用、保全数据库和备份，并报告安全员和审计员核查。"

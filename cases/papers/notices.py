"""What a person writes for a notice that ends a claim (domain §5.1)."""

from collections.abc import Mapping
from typing import Any

from law.terms import ClaimWay, PaperKind

#: What a person writes for each ending notice: field of the paper → label on screen.
NOTICE_FIELDS: Mapping[str, dict[str, str]] = {
    ClaimWay.GUIDE: {
        "path": "法定途径",
        "body_name": "受理机关",
        "body_address": "受理机关地址",
        "body_phone": "受理机关电话",
        "apply_term": "申请期限和起算",
        "basis": "法律依据",
        "materials": "所需材料",
    },
    ClaimWay.DECLINE: {"ground": "具体情形", "basis": "依据条款", "in_charge": "在办机关或正确去向"},
    ClaimWay.BAR: {
        "final_number": "复核意见文号",
        "final_on": "复核意见日期",
        "comparison": "同一事实和理由的比对",
        "help": "疏导帮扶渠道",
    },
}
NOTICE_KIND = {
    ClaimWay.GUIDE: PaperKind.GUIDANCE_NOTICE,
    ClaimWay.DECLINE: PaperKind.DECLINE_NOTICE,
    ClaimWay.BAR: PaperKind.BAR_NOTICE,
}


def missing_notice_fields(way: str, details: Mapping[str, Any]) -> list[str]:
    """The labels of what an ending notice still needs."""
    return [label for name, label in NOTICE_FIELDS.get(way, {}).items() if not details.get(name)]

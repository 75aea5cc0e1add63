"""The one registry of indicators (domain §6): what each counts, on which day, and what it leaves out.

Pages, the ``rates`` command, snapshots and annual reports all read it; the rows behind a figure are in ``reports.rows``.
"""

from dataclasses import dataclass
from typing import Literal

Basis = Literal["due", "registered"]

#: Grows whenever a definition below, or a query of ``reports.rows``, changes what is counted.
DEFINITIONS = "2026-2"

BASES: dict[str, tuple[str, str]] = {
    "due": ("到期口径", "按各指标自己的归期，用于月通报"),
    "registered": ("登记口径", "按登记日（收到日），未到期的剔除，用于年度报告"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One rate. ``attributed`` is the day of 到期口径; every indicator has the registration day besides."""

    code: str
    name: str
    short: str
    definition: str
    basis: str
    numerator: str
    denominator: str
    attributed: str
    excluded: str


_T1_OUT = "未到期未处理的不入分母；并入原件的只算原件；上级转来件同按15日计，4日是内部要求；检举控告不计"
_RATED_OUT = "匿名、住址不清、法定途径、引导告知、重复件和检举控告不评价；退回重办作废的评价期不计"

_ALL = (
    Indicator(
        "bureau_timely",
        "信访部门及时受理率",
        "部门受理",
        "信访部门收到信访事项后 15 日内转送、交办或者告知的比率",
        "条例第22条第1款",
        "15 日内全部诉求项都转送、交办或者答复告知的",
        "按期和超期处理的，加上超期未处理的",
        "转送交办期限届满日",
        _T1_OUT,
    ),
    Indicator(
        "unit_timely_notice",
        "责任单位及时受理率",
        "单位受理",
        "责任单位收到转送、交办或者直接提出的信访事项后 15 日内书面告知的比率",
        "条例第23条第2款、第3款",
        "15 日内书面告知的，含不予受理、不再受理和引导告知",
        "按期和超期告知的，加上超期未告知的",
        "书面告知期限届满日",
        "匿名和姓名、住址不清的免告知，已剔除；异议获准退回的移出原单位；未到期未告知的不入分母",
    ),
    Indicator(
        "timely_conclusion",
        "按期办结率",
        "按期办结",
        "走信访程序的事项自受理之日起 60 日（含到期前批准的延期）内书面答复的比率",
        "条例第34条",
        "期限内送出处理意见书的；导入件以导入的答复日为准",
        "按期和超期答复的，加上超期未答复的",
        "办理期限届满日",
        "走法定途径、引导告知、建议意见和检举控告的不计；到期前撤回的剔除，到期后撤回的仍算超期；到期后才批准的延期仍算超期；未到期未答复的不入分母",
    ),
    Indicator(
        "participation_bureau",
        "群众参评率（信访部门）",
        "部门参评",
        "对信访部门的评价期内作出评价的比率",
        "条例第21条第2款，评价期为内部要求",
        "评价期内已评价的",
        "已评价的，加上评价期满未评价的",
        "评价期届满日",
        _RATED_OUT,
    ),
    Indicator(
        "participation_unit",
        "群众参评率（责任单位）",
        "单位参评",
        "对责任单位的评价期内作出评价的比率",
        "条例第21条第2款，评价期为内部要求",
        "评价期内已评价的",
        "已评价的，加上评价期满未评价的",
        "评价期届满日",
        _RATED_OUT,
    ),
    Indicator(
        "satisfaction_bureau",
        "群众满意率（信访部门）",
        "部门满意",
        "对信访部门的评价中满意和基本满意的比率",
        "条例第21条第2款，评价期为内部要求",
        "满意和基本满意的",
        "已评价的（满意、基本满意、不满意），改评的以最后一次为准",
        "评价日",
        "超期未评价的既不算满意也不算不满意，另列参评率",
    ),
    Indicator(
        "satisfaction_unit",
        "群众满意率（责任单位）",
        "单位满意",
        "对责任单位的评价中满意和基本满意的比率",
        "条例第21条第2款，评价期为内部要求",
        "满意和基本满意的",
        "已评价的（满意、基本满意、不满意），改评的以最后一次为准",
        "评价日",
        "超期未评价的既不算满意也不算不满意，另列参评率",
    ),
    Indicator(
        "one_time_resolution",
        "一次性化解率",
        "一次化解",
        "初次信访事项办结后，观察期内没有重复信访、也没有评为不满意的比率",
        "内部要求，观察期可以设置",
        "观察期内未重复、未评为不满意的",
        "已办结且观察期满的初次信访事项",
        "办结日",
        "观察期未满的、信访人撤回的、重复件、并入原件的和检举控告不计；按单位看时归第一项诉求的主办单位",
    ),
    Indicator(
        "repeat",
        "重复信访率",
        "重复信访",
        "经人工认定为同人同事的重复件次占总件次的比率",
        "条例第19条第3款",
        "认定为重复且没有撤销认定的件次",
        "登记的全部件次",
        "登记日",
        "检举控告不计；按单位看时归收件单位",
    ),
)

INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in _ALL}
#: 三率 as most bulletins mean them.
THREE = ("unit_timely_notice", "timely_conclusion", "satisfaction_unit")

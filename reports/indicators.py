"""The one registry of indicators (domain §6): what each counts, on which day, and what it leaves out.

Pages, the ``rates`` command, snapshots and annual reports all read it; the rows behind a figure are in ``reports.rows``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Basis = Literal["due", "registered"]

#: Grows whenever a definition below, or a query of ``reports.rows``, changes what is counted.
#: 2026-3: files that came with their course from an older register count in every rate whose days they tell.
DEFINITIONS = "2026-3"

BASES: dict[str, tuple[str, str]] = {
    "due": ("到期口径", "按各指标自己的归期，用于月通报"),
    "registered": ("登记口径", "按登记日（收到日），未到期的剔除，用于年度报告"),
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of the doubtful rows of an indicator, one sentence each (domain §6)."""

    not_yet_due: str
    withdrawn: str
    anonymous: str
    guided: str
    merged: str
    extended: str
    imported: str

    def pairs(self) -> list[tuple[str, str]]:
        """(name of the doubtful kind, what becomes of it), as a page shows them."""
        return [(label, getattr(self, name)) for name, label in DOUBTFUL.items()]


#: The doubtful kinds, in the order of a page.
DOUBTFUL = {
    "not_yet_due": "未到期",
    "withdrawn": "撤回",
    "anonymous": "匿名、住址不清",
    "guided": "引导告知",
    "merged": "并案",
    "extended": "延期",
    "imported": "导入",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One reading of an indicator where the authorities differ. ``changes``: what it does otherwise than the first."""

    code: str
    name: str
    definition: str
    source: str
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One rate. ``attributed`` is the day of 到期口径; every indicator has the registration day besides.

    ``variants``: readings to choose from (a switch of the bureau); the first holds unless another was chosen.
    """

    code: str
    name: str
    short: str
    definition: str
    basis: str
    numerator: str
    denominator: str
    attributed: str
    excluded: str
    treatment: Treatment
    variants: tuple[Variant, ...] = ()

    @property
    def unit(self) -> str:
        return "比率"


_T1_OUT = "未到期未处理的不入分母；并入原件的只算原件；上级转来件同按15日计，4日是内部要求；检举控告不计"
_RATED_OUT = "匿名、住址不清、法定途径、引导告知、重复件和检举控告不评价；退回重办作废的评价期不计"
_SILENT = "导入件没有记录这一步的不入分母，另列件数"

_TIMED = Treatment(
    not_yet_due="未到期未办的不入分子分母，另列在办",
    withdrawn="到期前撤回的剔除，到期后撤回的仍算超期",
    anonymous="照算",
    guided="照算：引导告知就是处理",
    merged="并入原件的只算原件",
    extended="不涉及：这个期限不能延长",
    imported=_SILENT,
)
_NOTICED = replace(
    _TIMED,
    anonymous="免告知，剔除",
    guided="信访部门引导的没有承办单位，不入；单位引导的照算",
    merged="并入原件的只算原件；异议获准退回的移出原单位，入新单位",
)
_CONCLUDED = replace(
    _TIMED,
    guided="不入：走法定途径、引导告知、建议意见的不计",
    extended="到期前批准的按新期限；到期后补批的仍算超期",
    imported="以导入的答复日为准",
)
_RATED = Treatment(
    not_yet_due="评价期未满未评价的不入，另列",
    withdrawn="撤回的不评价",
    anonymous="不评价",
    guided="不评价",
    merged="重复件、并入原件的不评价（可以设置）",
    extended="不涉及",
    imported=_SILENT,
)
_OBSERVED = Treatment(
    not_yet_due="观察期未满的不入，另列",
    withdrawn="信访人撤回的不计",
    anonymous="照算",
    guided="办结了的照算",
    merged="重复件、并入原件的不计",
    extended="不涉及",
    imported="没有办理过程的导入件不计",
)
_REPEATED = Treatment(
    not_yet_due="登记即计",
    withdrawn="照计：来过就是一件次",
    anonymous="照计；认定重复要有同人的依据",
    guided="照计",
    merged="并入原件的也是一件次重复",
    extended="不涉及",
    imported="没有办理过程的导入件不计",
)

_ON_RATED = Variant("rated", "按已评价", "满意和基本满意的 ÷ 已评价的", "国家口径，一般称满意率")
_ON_ASKED = Variant(
    "asked", "按应评价", "满意和基本满意的 ÷ 已评价的加上超期未评价的", "个别系统称参评满意率",
    "评价期满没有评价的进分母，不当作满意；归期改为评价期届满日",
)  # fmt: skip


def _participation(organ: str, short: str, code: str) -> Indicator:
    return Indicator(
        code=f"participation_{code}", name=f"群众参评率（{organ}）", short=f"{short}参评",
        definition=f"对{organ}的评价期内作出评价的比率", basis="条例第21条第2款，评价期为内部要求",
        numerator="评价期内已评价的", denominator="已评价的，加上评价期满未评价的", attributed="评价期届满日",
        excluded=_RATED_OUT, treatment=_RATED,
    )  # fmt: skip


def _satisfaction(organ: str, short: str, code: str) -> Indicator:
    return Indicator(
        code=f"satisfaction_{code}", name=f"群众满意率（{organ}）", short=f"{short}满意",
        definition=f"对{organ}的评价中满意和基本满意的比率", basis="条例第21条第2款，评价期为内部要求",
        numerator="满意和基本满意的", denominator="已评价的（满意、基本满意、不满意），改评的以最后一次为准",
        attributed="评价日", excluded="超期未评价的既不算满意也不算不满意，另列参评率", treatment=_RATED,
        variants=(_ON_RATED, _ON_ASKED),
    )  # fmt: skip


_ALL = (
    Indicator(
        code="bureau_timely", name="信访部门及时受理率", short="部门受理",
        definition="信访部门收到信访事项后 15 日内转送、交办或者告知的比率", basis="条例第22条第1款",
        numerator="15 日内全部诉求项都转送、交办或者答复告知的", denominator="按期和超期处理的，加上超期未处理的",
        attributed="转送交办期限届满日", excluded=_T1_OUT, treatment=_TIMED,
    ),
    Indicator(
        code="unit_timely_notice", name="责任单位及时受理率", short="单位受理",
        definition="责任单位收到转送、交办或者直接提出的信访事项后 15 日内书面告知的比率", basis="条例第23条第2款、第3款",
        numerator="15 日内书面告知的，含不予受理、不再受理和引导告知", denominator="按期和超期告知的，加上超期未告知的",
        attributed="书面告知期限届满日",
        excluded="匿名和姓名、住址不清的免告知，已剔除；异议获准退回的移出原单位；未到期未告知的不入分母", treatment=_NOTICED,
    ),
    Indicator(
        code="timely_conclusion", name="按期办结率", short="按期办结",
        definition="走信访程序的事项自受理之日起 60 日（含到期前批准的延期）内书面答复的比率", basis="条例第34条",
        numerator="期限内送出处理意见书的；导入件以导入的答复日为准", denominator="按期和超期答复的，加上超期未答复的",
        attributed="办理期限届满日",
        excluded="走法定途径、引导告知、建议意见和检举控告的不计；到期前撤回的剔除，到期后撤回的仍算超期；到期后才批准的延期仍算超期；未到期未答复的不入分母",
        treatment=_CONCLUDED,
        variants=(
            Variant("assessed", "考核口径", "按期答复的 ÷ 按期、超期答复的加上超期未答复的", "建议口径，剔除未到期"),
            Variant("national", "国家系统公式", "按期答复的 ÷ 按期、超期答复的加上全部未答复的", "国家信访信息系统公式",
                    "未到期、还没有答复的也进分母，所以期中偏低"),
        ),
    ),
    _participation("信访部门", "部门", "bureau"),
    _participation("责任单位", "单位", "unit"),
    _satisfaction("信访部门", "部门", "bureau"),
    _satisfaction("责任单位", "单位", "unit"),
    Indicator(
        code="one_time_resolution", name="一次性化解率", short="一次化解",
        definition="初次信访事项办结后，观察期内没有重复信访、也没有评为不满意的比率", basis="内部要求，观察期可以设置",
        numerator="观察期内未重复、未评为不满意的", denominator="已办结且观察期满的初次信访事项", attributed="办结日",
        excluded="观察期未满的、信访人撤回的、重复件、并入原件的和检举控告不计；按单位看时归第一项诉求的主办单位",
        treatment=_OBSERVED,
        variants=(
            Variant("quiet_and_liked", "未重复且未评不满意", "观察期内没有重复，也没有评为不满意", "内部要求"),
            Variant("quiet", "只看未重复", "观察期内没有重复", "部分地方口径", "评为不满意而没有重复的也算化解"),
        ),
    ),
    Indicator(
        code="repeat", name="重复信访率", short="重复信访",
        definition="经人工认定为同人同事的重复件次占总件次的比率", basis="条例第19条第3款",
        numerator="认定为重复且没有撤销认定的件次", denominator="登记的全部件次", attributed="登记日",
        excluded="检举控告不计；按单位看时归收件单位", treatment=_REPEATED,
        variants=(
            Variant("volume", "重复件次 ÷ 总件次", "重复件次占登记的全部件次", "国家信访信息系统公式"),
            Variant("after_closing", "办结后重复 ÷ 办结", "办结的事项中，办结后又来的", "另有的口径",
                    "分母改为办结的事项，归期改为办结日，只看办结以后的重复"),
        ),
    ),
)  # fmt: skip

INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in _ALL}
#: 三率 as most bulletins mean them.
THREE = ("unit_timely_notice", "timely_conclusion", "satisfaction_unit")

#: Indicator → the code of the reading that holds.
Readings = Mapping[str, str]
#: The first reading of each, where there is a choice: what holds unless the bureau chose another.
FIRST_READINGS: dict[str, str] = {
    code: found.variants[0].code for code, found in INDICATORS.items() if found.variants
}


def reading_of(code: str, variant: str) -> Variant:
    """One reading by its code. Raises KeyError."""
    return {found.code: found for found in INDICATORS[code].variants}[variant]

"""The bureau's own switches and parameters (内部要求): a default in code, the bureau's choice in a row."""

from typing import Any

from organizations import acting
from organizations.models import Setting

DEFAULTS: dict[str, tuple[Any, str]] = {
    "second_pair_of_eyes": (True, "引导告知、不予受理、不再受理、存查须由第二人复核；人手少的局可以关掉。"),
    "rate_repeats": (False, "重复件是否参评（国家口径：只评系统第一次登记受理的事项）。"),
    "one_time_days": (90, "一次性化解率的观察期（日）。"),
    "hearing_notice_days": (3, "听证通知至迟在举行前几日发出（条例没有规定，各地 3 至 7 日）。"),
    # how an indicator is read where the authorities differ (reports.indicators)
    "reading_timely_conclusion": ("assessed", "按期办结率：未到期、还没有答复的进不进分母。"),
    "reading_satisfaction_bureau": ("rated", "群众满意率（信访部门）：分母是已评价的，还是应评价的。"),
    "reading_satisfaction_unit": ("rated", "群众满意率（责任单位）：分母是已评价的，还是应评价的。"),
    "reading_one_time_resolution": ("quiet_and_liked", "一次性化解率：评为不满意的算不算化解。"),
    "reading_repeat": ("volume", "重复信访率：占总件次，还是办结后重复占办结。"),
    "snapshot_day": (5, "次月几日冻结上月的三率。"),
    "leader_after_workdays": (1, "逾期后第几个工作日提醒信访局领导。"),
    "county_after_workdays": (5, "逾期后第几个工作日提醒县领导。"),
    # urgent matters (条例第25条 says 及时; the minutes are the bureau's own), attention to safety
    "urgent_word_minutes": (
        60,
        "重大紧急信息：知悉后多少分钟内报出第一个话（电话、当面均可；条例第25条只规定及时）。",
    ),
    "urgent_written_minutes": (120, "重大紧急信息：知悉后多少分钟内书面报送（条例第25条只规定及时）。"),
    "attention_days": (15, "安全关注最长多少日，到期自行失效；接谈、处置后随时结束。"),
}


def values() -> dict[str, Any]:
    """Every switch as it stands: the bureau's choice, or the default."""
    chosen = acting.recall("switches", lambda: dict(Setting.objects.values_list("name", "value")))
    return {name: chosen.get(name, default) for name, (default, _) in DEFAULTS.items()}


def value(name: str) -> Any:
    """The bureau's choice, or the default. Raises KeyError for a switch that does not exist."""
    return values()[name]

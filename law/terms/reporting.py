"""The words of the activity ledger: what an annual report tells besides matters (domain §7.3)."""

from law.terms.base import Term


class ActivityKind(Term):
    """What an office did besides its matters, as the annual reports count it (厅字〔2019〕28号第24条; domain §7.3)."""

    TRAINING = "training", "业务培训"
    LECTURE = "lecture", "专题讲座"
    PARTY_GROUP_STUDY = "party_group_study", "党组会学法"
    CENTRE_GROUP_STUDY = "centre_group_study", "中心组学法"
    STAFF_STUDY = "staff_study", "干部集中学法"
    STUDY_HOURS = "study_hours", "学法学时"
    EXAM = "exam", "学法考试"
    STAFF_MEETING = "staff_meeting", "全局会议"
    SITE_EVENT = "site_event", "现场普法宣传"
    ONLINE_ITEM = "online_item", "网络普法信息"
    WORKS = "works", "征文短视频"
    MATERIALS = "materials", "宣传资料"
    CONSULTATION = "consultation", "法律咨询"
    GUIDANCE_MAP = "guidance_map", "导引图"
    HONOUR = "honour", "荣誉表彰"
    PILOT = "pilot", "试点示范"
    MEDIA = "media", "媒体报道"
    NORMATIVE_MADE = "normative_made", "制定行政规范性文件"
    NORMATIVE_REVIEWED = "normative_reviewed", "清理行政规范性文件"
    PLAN = "plan", "计划指标"
    MEDIATION_CENTRE = "mediation_centre", "矛调登记"
    LEADER_RECEPTION = "leader_reception", "领导接访汇总"
    SPECIAL_PERIOD = "special_period", "专项时段"

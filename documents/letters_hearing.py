"""The papers of a hearing (条例第31条第6项、第36条第2款): who is called, what was said, what the panel found."""

from documents.content import Layout
from documents.phrases import ASK, wide
from documents.specification import Audience, Box, Kind, Line, Part
from law.terms import PaperKind

_WHEN = ("hearing_number", "hearing_time", "hearing_place", "chair", "panel", "openness")
_RECUSAL = "主持人、评议人与该事项有直接利害关系的，应当回避（《信访工作条例》第二十八条第三款）。"

HEARING_NOTICE = Kind(
    kind=PaperKind.HEARING_NOTICE,
    title="信访事项听证通知书",
    audience=Audience.PETITIONER,
    series="听",
    addressee="{petitioner}：",
    required=("petitioner", "subject", *_WHEN, "file_number", "contact_phone"),
    optional=("several", "issues", "changed", "contact_person", "contact_address"),
    parts=(
        Part(
            "{you}提出的关于{subject}的信访事项（编号：{file_number}），{we}决定举行听证（{hearing_number}）。依照《信访工作"
            "条例》第三十一条第六项，现将有关事项通知如下："
        ),
        Part("{changed}。", "改期", when="changed"),
        Part(
            "{hearing_time}，{hearing_place}。请提前十五分钟到会，携带身份证明和有关证据材料。", "时间和地点"
        ),
        Part("{openness}。", "是否公开"),
        Part("主持人：{chair}。评议人由{we}从专家名册中随机抽取，名单如下：", "主持人和评议人"),
        Part(each="panel"),
        Part("本次听证主要听清下列问题：", "听证的问题", when="issues"),
        Part(each="issues"),
        Part(
            "{you}可以陈述事实和理由、出示证据、向承办单位发问、进行质证和辩论、作最后陈述，核对笔录后签名；可以委托一至"
            "二名代理人出席，多人提出共同请求的推选代表，不超过五人。参加听证不收取费用。",
            "权利",
        ),
        Part(_RECUSAL + "{you}认为需要回避的，请在收到本通知后、举行听证前提出并说明理由。", "申请回避"),
        Part(
            "不能按时到会的，请在举行前告知{we}，可以另定时间；不参加听证，不影响{we}依法处理该事项，也不影响{you}"
            "申请复查、复核的权利。",
            "不能到会",
        ),
        Part(ASK, "联系"),
    ),
)

HEARING_CALL = Kind(
    kind=PaperKind.HEARING_CALL,
    title="关于参加信访听证的通知",
    audience=Audience.UNIT,
    series="听",
    addressee="{recipient}：",
    required=("recipient", "subject", *_WHEN, "file_number", "contact_person", "contact_phone"),
    optional=("issues", "changed", "copy_to", "attachments"),
    parts=(
        Part(
            "{we}决定对关于{subject}的信访事项（编号：{file_number}）举行听证（{hearing_number}）。依照《信访工作条例》"
            "第三十一条第六项，请你单位派员参加："
        ),
        Part("{changed}。", "改期", when="changed"),
        Part("{hearing_time}，{hearing_place}。", "时间和地点"),
        Part("{openness}。", "是否公开"),
        Part("主持人：{chair}。评议人：", "主持人和评议人"),
        Part(each="panel"),
        Part("请就下列问题准备说明，并提供证据和依据：", "听证的问题", when="issues"),
        Part(each="issues"),
        Part(
            "请派熟悉情况的负责人和调查人员到会，陈述调查认定的事实、处理意见和法律法规依据，回答询问，接受质证；听证前"
            "不得要求信访人作出任何承诺。",
            "要求",
        ),
        Part(_RECUSAL + "认为需要回避的，请在举行听证前提出并说明理由。", "回避"),
        Part(
            "为保护信访人，本函不载明其姓名和联系方式。联系人：{contact_person}，联系电话：{contact_phone}。",
            "联系",
        ),
    ),
)


HEARING_MINUTES = Kind(
    kind=PaperKind.HEARING_MINUTES,
    title="信访事项听证笔录",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=("file_number", "subject", "hearing_number", "hearing_occasion", "hearing_time", "hearing_place", "chair", "recorder",
              "panel", "attendants", "openness", "petitioner", "petitioner_words", "unit_words", "exchange"),
    optional=("closing_words", "issues", "remark"),
    lines=(
        Line((Box("听证编号", "{hearing_number}"), Box("环节", "{hearing_occasion}")), 10),
        Line((Box("信访件编号", "{file_number}"), Box("信访人", "{petitioner}")), 10),
        wide("事项摘要", "{subject}"),
        wide("时间", "{hearing_time}"),
        Line((Box("地点", "{hearing_place}"), Box("是否公开", "{openness}")), 10),
        Line((Box("主持人", "{chair}"), Box("记录人", "{recorder}")), 10),
        wide("评议人", each="panel"),
        wide("到会人员", each="attendants"),
        wide("权利告知", "主持人宣布了听证纪律，告知了陈述、举证、质证、辩论、最后陈述和申请回避的权利，询问了是否申请回避。"),
        wide("要听清的问题", each="issues"),
        wide("信访人陈述", "{petitioner_words}", 24),
        wide("承办单位陈述", "{unit_words}", 24),
        wide("询问、质证和辩论", "{exchange}", 24),
        wide("最后陈述", "{closing_words}", 14),
        wide("核对签名", "以上笔录已经核对，与发言一致。\n信访人：　　　　　　承办单位：　　　　　　主持人：　　　　　　记录人：", 18),
        wide("备注", "{remark}"),
    ),
)  # fmt: skip

HEARING_SUMMARY = Kind(
    kind=PaperKind.HEARING_SUMMARY,
    title="信访事项听证纪要",
    audience=Audience.FILE,
    series="听",
    required=("file_number", "subject", "hearing_number", "hearing_occasion", "hearing_ground", "hearing_time", "hearing_place",
              "chair", "panel", "votes", "finding", "conclusion"),
    optional=("issues", "left_out"),
    parts=(
        Part(
            "关于{subject}的信访事项（编号：{file_number}），{we}于{hearing_time}在{hearing_place}举行{hearing_occasion}"
            "（{hearing_number}）。依照《信访工作条例》第三十一条第六项，听取了信访人和承办单位的陈述，进行了询问、质证和辩论，"
            "评议人进行了评议。"
        ),
        Part("{hearing_ground}。", "举行听证的理由"),
        Part("本次听证要听清的问题：", "问题", when="issues"),
        Part(each="issues"),
        Part("主持人：{chair}。评议人：", "主持人和评议人"),
        Part(each="panel"),
        Part("{votes}。", "评议表决"),
        Part("评议认为，{finding}。{conclusion}。", "结论"),
        Part(
            "{left_out}。依照《信访工作条例》第三十六条第二款，听证所需时间不计算在复核期限内。", "期限", when="left_out"
        ),
        Part("本纪要是作出信访处理（复查、复核）意见的依据之一；采纳与否，应当在意见书中说明理由。"),
    ),
)  # fmt: skip

LETTERS = (HEARING_NOTICE, HEARING_CALL, HEARING_MINUTES, HEARING_SUMMARY)

"""The petitioner's letters about the course of a matter: 并案, 撤回."""

from documents.phrases import ABOUT, ASK, petitioner_letter
from documents.specification import Part
from law.terms import PaperKind

MERGER_NOTICE = petitioner_letter(
    PaperKind.MERGER_NOTICE,
    "信访事项并案告知书",
    ("received_on", "main_number", "main_received_on", "in_charge"),
    ("next_due",),
    Part(
        ABOUT
        + "{we}于{received_on}收到。经核对，该事项与{you}此前提出、{main_received_on}收到的信访事项（编号：{main_number}）"
        "为同一事项，该事项正在办理。依照《信访工作条例》第十九条第三款，现告知如下："
    ),
    Part("本次来件并入编号为{main_number}的信访事项一并办理，本次的编号继续保留，可以凭它查询。", "并案"),
    Part("{in_charge}。[该事项最近一项办理期限届满之日为{next_due}。]", "正在办理的机关、单位"),
    Part(
        "{you}本次提供的材料已经附入该事项。认为两件不是同一事项的，请向{we}说明，经核实撤销并案，分别办理。"
        + ASK,
        "异议和联系",
    ),
)

WITHDRAWAL_CONFIRMATION = petitioner_letter(
    PaperKind.WITHDRAWAL_CONFIRMATION,
    "信访事项撤回确认书",
    ("received_on", "withdrawn_on", "manner", "verification"),
    ("claims",),
    Part(ABOUT + "{we}于{received_on}收到。{you}于{withdrawn_on}以{manner}的方式提出撤回，现确认如下："),
    Part("撤回的诉求是：", "范围", when="claims"),
    Part(each="claims"),
    Part("{verification}。经核实，撤回系{you}自愿，没有任何人以任何条件要求{you}撤回。", "核实情况"),
    Part("自本确认书出具之日起，上述诉求终止办理，有关期限不再计算。其他诉求继续办理。", "撤回的效力"),
    Part(
        "撤回不影响{you}今后依法提出信访事项的权利；如撤回并非自愿，请立即与{we}联系，{we}将恢复登记、依法办理。"
        + ASK,
        "权利和联系",
    ),
)

LETTERS = (MERGER_NOTICE, WITHDRAWAL_CONFIRMATION)

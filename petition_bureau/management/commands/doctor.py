"""``doctor``: is this installation well? The first thing that is wrong, with its remedy."""

from typing import Any

from petition_bureau.management.contract import ContractCommand, answer_no, emit


class Command(ContractCommand):
    help = "体检：数据库、密钥、日历、规则集、巡检、通知……有不对的地方说出第一件和办法"

    def handle(self, *args: Any, **options: Any) -> None:
        from petition_bureau import doctor

        found = list(doctor.checks())
        wrong = next((finding.text for finding in found if finding.wrong), None)
        advice = [finding.text for finding in found if not finding.wrong]
        if options["json"]:
            emit(self.stdout, {"ok": wrong is None, "problem": wrong, "advice": advice})
        elif wrong:
            self.stdout.write(wrong)
        else:
            self.stdout.write("".join(["一切正常。", *(f"请留意：{text}" for text in advice)]))
        if wrong:
            answer_no()

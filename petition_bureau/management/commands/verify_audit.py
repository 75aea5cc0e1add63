"""``verify_audit``: is the record of who did and who looked whole? The first thing that is wrong, with what to do."""

from typing import Any

from petition_bureau.management.contract import ContractCommand, answer_no, emit


class Command(ContractCommand):
    help = "核对操作记录：改动、删除、换位、截断都查得出来，说出第一处"

    def handle(self, *args: Any, **options: Any) -> None:
        from audit.models import ChainHead
        from audit.verifying import verify

        found = verify()
        seal = ChainHead.objects.values_list("mac", flat=True).filter(pk=1).first()
        last = bytes(seal).hex()[:16] if seal else ""
        if options["json"]:
            emit(
                self.stdout,
                {
                    "ok": not found.fault,
                    "records": found.records,
                    "last": last,
                    "problem": found.fault or None,
                },
            )
        else:
            self.stdout.write(found.fault or f"操作记录 {found.records} 条，环环相扣，末条校验值 {last}。")
        if found.fault:
            answer_no()

"""``bin/manage first_accounts``: the three administrators of a new installation, once; everyone else is added on screen."""

from typing import Any

from django.utils.crypto import get_random_string

from audit import chain
from law.terms import Role
from organizations.acting import acting
from organizations.models import Unit, User
from petition_bureau.management.contract import ContractCommand, answer_no

ADMINISTRATORS = (Role.SYSADMIN, Role.SECURITY, Role.AUDITOR)


class Command(ContractCommand):
    help = "给新装的系统建立三员账号（系统、安全、审计），口令只显示这一次"

    def handle(self, *args: Any, **options: Any) -> None:
        bureau = Unit.objects.get(code="bureau")
        with acting(None):
            missing = [
                role for role in ADMINISTRATORS if not User.objects.filter(role=role, is_active=True).exists()
            ]
            for role in missing:
                password = get_random_string(16)
                user = User.objects.create_user(role.value, password, name=role.label, role=role, unit=bureau)
                chain.record("first_account", by=None, about=user)
                self.stdout.write(f"LOGIN {role} {user.username} {password}")
        if not missing:
            self.stdout.write("三员账号已经有了；增改人员请由系统管理员在「人员」页办理。")
            answer_no()

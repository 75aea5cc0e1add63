"""``bin/bench [--cases N]``: the everyday acts of a county of N cases beside four bare Django views."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import Case, Deadline
from law import clock
from notifications import outbox
from organizations.models import Unit, User
from petition_bureau import tasks
from petition_bureau.bench import acts, county
from petition_bureau.bench.acts import Timed
from reports import building, freezing


class Command(BaseCommand):
    help = "成批造 N 件，量日常操作和裸视图"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=100_000)
        parser.add_argument("--rounds", type=int, default=60)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION or Case.objects.exists():
            raise CommandError("只在空的演示库上测量：请不要指定已有数据的目录。")
        logging.disable(logging.INFO)
        begun = time.monotonic()
        acts.people()
        units = list(
            Unit.objects.filter(kind__in=["department", "township"])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        county.build(
            options["cases"], today=clock.today(), bureau=Unit.objects.get(code="bureau").pk,
            officer=User.objects.get(username="bench-screening").pk, units=units, tell=self.stderr.write,
        )  # fmt: skip
        counted = time.monotonic()
        building.rebuild(clock.today())
        self.stderr.write(f"三率和件数重算一遍：{time.monotonic() - counted:.1f} 秒")
        freezing.freeze_due(clock.today())
        self.stderr.write(
            f"造了 {options['cases']} 件，{time.monotonic() - begun:.0f} 秒。测量 {options['rounds']} 轮……"
        )
        with acts.yardsticks():
            everyday = acts.everyday(options["rounds"])
            acts.measure(everyday, options["rounds"])
        self._print(everyday, options["cases"])
        self._sweep()

    def _print(self, everyday: list[Timed], cases: int) -> None:
        medians = {act.name: act.median for act in everyday}
        self.stdout.write(f"{cases} 件，各 {len(everyday[0].seconds)} 次，交错一轮一轮量；毫秒")
        self.stdout.write(f"{'操作':<28}{'中位':>9}{'95%':>9}{'SQL':>6}{'倍数':>8}  目标")
        for act in everyday:
            ratio = f"{act.median / medians[act.yardstick]:.1f}" if act.yardstick else ""
            self.stdout.write(
                f"{act.name:<28}{act.median:>9.1f}{act.p95:>9.1f}{act.queries:>6}{ratio:>8}  {act.bar}"
            )

    def _sweep(self) -> None:
        """A sweep with every deadline open, then one that finds nothing new."""
        today = clock.today()
        with county.owner() as cursor:
            cursor.execute("UPDATE cases_deadline SET met_on = NULL")
            cursor.execute(
                "UPDATE cases_handling SET state = 'accepted', accepted_on = arrived_on, ended_on = NULL"
            )
        n = Deadline.objects.running().owed().count()
        for label in ("全部期限未履行时扫一遍", "再扫一遍"):
            begun = time.perf_counter()
            answer = tasks.sweep(on=today)
            seconds = time.perf_counter() - begun
            rows = answer["reminders"] + answer["escalations"]
            self.stdout.write(f"{label}：{n} 个期限，新增 {rows} 行，{seconds:.2f} 秒")
        begun = time.perf_counter()
        while outbox.relay():
            continue
        self.stdout.write(f"送进收件箱：{time.perf_counter() - begun:.2f} 秒")

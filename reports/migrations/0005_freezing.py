"""Frozen periods with their sets, revisions, editions with their files; what was handed out is never changed.

The months frozen before keep their figures; their sets were not kept.
"""

import hashlib
import json
from calendar import monthrange

import django.contrib.postgres.fields
import django.db.models.deletion
import law.clock
from django.conf import settings
from django.db import migrations, models


#: Never changed after they are written.
APPEND_ONLY = ("snapshot", "frozenfigure", "revision", "reportedition", "publication", "issuedfile")
REFUSE = "".join(
    f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_{name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
    for name in APPEND_ONLY
)
ALLOW = "".join(f"DROP TRIGGER {name}_append_only ON reports_{name};\n" for name in APPEND_ONLY)


def _digest(month, until, lines):
    whole = {
        "kind": "month", "basis": "due", "since": month.month.isoformat(), "until": until.isoformat(), "version": 1,
        "frozen_on": month.frozen_on.isoformat(), "definitions": month.definitions, "readings": {}, "stamp": "",
        "before": None,
        "figures": sorted([line.code, line.by, line.key, line.number, line.behind, line.not_recorded, 0, True, None,
                           None, None, "", False] for line in lines),
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def take_over(apps, schema_editor):
    """The months frozen before, without sets."""
    Snapshot, FrozenFigure = apps.get_model("reports", "Snapshot"), apps.get_model("reports", "FrozenFigure")
    for month in apps.get_model("reports", "MonthlySnapshot").objects.prefetch_related("figures"):
        until = month.month.replace(day=monthrange(month.month.year, month.month.month)[1])
        lines = [
            FrozenFigure(code=old.indicator, by="unit" if old.unit else "all", key=old.unit, number=old.numerator,
                         behind=old.denominator, not_recorded=old.not_recorded)
            for old in month.figures.all()
        ]
        made = Snapshot.objects.create(
            kind="month", basis="due", since=month.month, until=until, frozen_on=month.frozen_on, readings={},
            definitions=month.definitions, made_at=month.made_at, digest=_digest(month, until, lines),
        )
        for line in lines:
            line.snapshot = made
        FrozenFigure.objects.bulk_create(lines)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def give_back(apps, schema_editor):
    """The months as they were kept before."""
    MonthlySnapshot = apps.get_model("reports", "MonthlySnapshot")
    SnapshotFigure = apps.get_model("reports", "SnapshotFigure")
    for row in apps.get_model("reports", "Snapshot").objects.filter(kind="month").prefetch_related("figures"):
        month = MonthlySnapshot.objects.create(
            month=row.since, frozen_on=row.frozen_on, definitions=row.definitions, made_at=row.made_at
        )
        SnapshotFigure.objects.bulk_create(
            SnapshotFigure(snapshot=month, indicator=line.code, unit=line.key, numerator=line.number,
                           denominator=line.behind, not_recorded=line.not_recorded)
            for line in row.figures.all()
            if line.by in ("all", "unit") and len(line.code) <= 30 and line.number <= line.behind
        )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_old_registers'),
        ('reports', '0004_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('by', models.CharField(default='all', max_length=10)),
                ('key', models.CharField(blank=True, max_length=60)),
                ('number', models.PositiveBigIntegerField()),
                ('behind', models.PositiveIntegerField()),
                ('not_recorded', models.PositiveIntegerField(default=0)),
                ('pending', models.PositiveIntegerField(default=0)),
                ('recorded', models.BooleanField(default=True)),
                ('amount', models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ('approximate', models.BooleanField(default=False)),
                ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('cases', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('waiting', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
            ],
            options={
                'verbose_name': '冻结的数字',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='reportedition',
            name='digest',
            field=models.CharField(blank=True, max_length=64, verbose_name='摘要'),
        ),
        migrations.AddField(
            model_name='reportedition',
            name='source',
            field=models.JSONField(null=True, verbose_name='底稿'),
        ),
        migrations.CreateModel(
            name='IssuedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('docx', '报告'), ('xlsx', '数字附表'), ('public', '公开稿')], max_length=10, verbose_name='文件')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('made_on', models.DateField(verbose_name='日期')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.reportedition')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.storedfile')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '发出的文件',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'kind'), name='issued_file_once')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='公开日')),
                ('place', models.CharField(max_length=120, verbose_name='公开在哪里')),
                ('made_at', models.DateTimeField(default=law.clock.now)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='reports.reportedition')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '报告公开',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='publication_says_where')],
            },
        ),
        migrations.CreateModel(
            name='ReportFrame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('kind', models.CharField(max_length=20, verbose_name='报告')),
                ('five', models.BooleanField(default=False, verbose_name='按五个法治化写')),
            ],
            options={
                'verbose_name': '报告框架',
                'constraints': [models.UniqueConstraint(fields=('year', 'kind'), name='report_frame_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('kind', models.CharField(max_length=20, verbose_name='报告')),
                ('code', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=40, verbose_name='标题')),
                ('after', models.CharField(max_length=40, verbose_name='排在哪一部分之后')),
            ],
            options={
                'verbose_name': '增加的部分',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('year', 'kind', 'code'), name='report_part_once'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='report_part_has_a_title')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_on', models.DateField(verbose_name='发现日')),
                ('number', models.PositiveBigIntegerField(verbose_name='现在')),
                ('amount', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='现在的数')),
                ('behind', models.PositiveIntegerField(verbose_name='现在的案件集')),
                ('entered', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('left', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('why', models.CharField(max_length=200, verbose_name='变化')),
                ('made_at', models.DateTimeField(default=law.clock.now)),
                ('figure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='reports.frozenfigure')),
            ],
            options={
                'verbose_name': '快照修订',
                'ordering': ['-found_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('figure', 'found_on'), name='revision_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('month', '月报'), ('quarter', '季报'), ('half', '半年报'), ('year', '全年'), ('annual', '年度报告')], max_length=10, verbose_name='种类')),
                ('basis', models.CharField(max_length=10, verbose_name='口径')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(verbose_name='至')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='第几次')),
                ('frozen_on', models.DateField(verbose_name='冻结日')),
                ('definitions', models.CharField(max_length=20, verbose_name='口径版本')),
                ('readings', models.JSONField(default=dict, verbose_name='采用的数法')),
                ('stamp', models.CharField(blank=True, max_length=80, verbose_name='统计条件')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('made_at', models.DateTimeField(default=law.clock.now)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.snapshot', verbose_name='上年同期')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '统计快照',
                'ordering': ['-until', '-since', 'kind', '-version'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'since', 'version'), name='snapshot_once'), models.CheckConstraint(condition=models.Q(('since__lte', models.F('until'))), name='snapshot_has_days'), models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='snapshot_has_its_digest')],
            },
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='snapshot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='reports.snapshot'),
        ),
        migrations.AddField(
            model_name='reportedition',
            name='snapshot',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='reports.snapshot'),
        ),
        migrations.AddConstraint(
            model_name='reportedition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('snapshot', None), ('source', None)), models.Q(('snapshot__isnull', False), ('source__isnull', False)), _connector='OR'), name='edition_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='frozenfigure',
            constraint=models.UniqueConstraint(fields=('snapshot', 'code', 'by', 'key'), name='frozen_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='frozenfigure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cases', None), ('rows', None)), models.Q(('cases__len', models.F('behind')), ('rows__len', models.F('behind'))), _connector='OR'), name='frozen_set_is_as_large_as_its_figure'),
        ),
        migrations.RunPython(take_over, give_back),
        migrations.DeleteModel(name='SnapshotFigure'),
        migrations.DeleteModel(name='MonthlySnapshot'),
        migrations.RunSQL(REFUSE, ALLOW),
    ]

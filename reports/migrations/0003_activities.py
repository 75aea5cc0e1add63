"""活动台账: lines stay, corrections and evidence are only added (domain §7.3)."""

import django.db.models.deletion
import django.db.models.functions.datetime
import law.clock
from django.conf import settings
from django.db import migrations, models


KEEP = """
CREATE TRIGGER activity_stays BEFORE DELETE OR TRUNCATE ON reports_activity
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER activity_revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_activityrevision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER activity_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_activityfile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER activity_import_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_activityimport
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
LET_GO = """
DROP TRIGGER activity_import_append_only ON reports_activityimport;
DROP TRIGGER activity_file_append_only ON reports_activityfile;
DROP TRIGGER activity_revision_append_only ON reports_activityrevision;
DROP TRIGGER activity_stays ON reports_activity;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_execution'),
        ('organizations', '0003_disputes'),
        ('reports', '0002_official_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('made', models.PositiveIntegerField(verbose_name='登记')),
                ('skipped', models.PositiveIntegerField(verbose_name='已有')),
                ('imported_on', models.DateField(verbose_name='导入日')),
                ('imported_at', models.DateTimeField(default=law.clock.now)),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '活动台账导入',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('training', '业务培训'), ('lecture', '专题讲座'), ('party_group_study', '党组会学法'), ('centre_group_study', '中心组学法'), ('staff_study', '干部集中学法'), ('study_hours', '学法学时'), ('exam', '学法考试'), ('staff_meeting', '全局会议'), ('site_event', '现场普法宣传'), ('online_item', '网络普法信息'), ('works', '征文短视频'), ('materials', '宣传资料'), ('consultation', '法律咨询'), ('guidance_map', '导引图'), ('honour', '荣誉表彰'), ('pilot', '试点示范'), ('media', '媒体报道'), ('normative_made', '制定行政规范性文件'), ('normative_reviewed', '清理行政规范性文件'), ('plan', '计划指标'), ('mediation_centre', '矛调登记'), ('leader_reception', '领导接访汇总')], max_length=20, verbose_name='类型')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('on', models.DateField(verbose_name='日期')),
                ('until', models.DateField(verbose_name='截止日期')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('speaker', models.CharField(blank=True, max_length=80, verbose_name='授课人')),
                ('body', models.CharField(blank=True, max_length=80, verbose_name='机关、媒体')),
                ('attending', models.TextField(blank=True, verbose_name='参加单位')),
                ('figure', models.CharField(blank=True, max_length=40, verbose_name='对应的数字')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='备注')),
                ('none', models.BooleanField(default=False, verbose_name='本年没有')),
                ('entered_on', models.DateField(verbose_name='登记日')),
                ('entered_at', models.DateTimeField(default=law.clock.now)),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='撤回日')),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200, verbose_name='撤回的理由')),
                ('digest', models.CharField(max_length=64)),
                ('first_digest', models.CharField(db_index=True, max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='组织单位')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='reports.activityimport')),
            ],
            options={
                'verbose_name': '活动',
                'ordering': ['-on', '-pk'],
                'indexes': [models.Index(fields=['kind', 'on'], name='activity_by_kind'), models.Index(fields=['unit', 'on'], name='activity_of_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['training', 'lecture', 'party_group_study', 'centre_group_study', 'staff_study', 'study_hours', 'exam', 'staff_meeting', 'site_event', 'online_item', 'works', 'materials', 'consultation', 'guidance_map', 'honour', 'pilot', 'media', 'normative_made', 'normative_reviewed', 'plan', 'mediation_centre', 'leader_reception'])), name='activity_kind_is_known'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='activity_says_what'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('on'))), name='activity_days_have_an_order'), models.CheckConstraint(condition=models.Q(('until__year', django.db.models.functions.datetime.ExtractYear('on'))), name='activity_is_within_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_by__isnull', True), ('withdrawn_on__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_by__isnull', False), ('withdrawn_on__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='activity_withdrawn_with_a_reason'), models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('digest',), name='activity_entered_once')],
            },
        ),
        migrations.CreateModel(
            name='ActivityMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='数量')),
                ('approximate', models.BooleanField(default=False, verbose_name='约数')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='reports.activity')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'code'), name='measured_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='measure_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='ActivityRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField(verbose_name='更正前')),
                ('reason', models.CharField(max_length=200, verbose_name='更正的理由')),
                ('corrected_on', models.DateField(verbose_name='更正日')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='reports.activity')),
                ('corrected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'version'), name='revised_once_a_version'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='revision_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='ActivityFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField(default=law.clock.now)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.activity')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.storedfile')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'file'), name='evidence_once')],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]

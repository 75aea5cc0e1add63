"""Receptions, sponsored cases, backlog, hidden conflicts; their states move only along the table of edges."""

import django_fsm
import law.terms.overseeing
import django.contrib.postgres.fields
import django.db.models.deletion
import law.terms
from django.conf import settings
from django.db import migrations, models


MACHINES = {
    "oversight_reception": "reception",
    "oversight_sponsoredcase": "sponsorship",
    "oversight_backlogentry": "backlog",
    "oversight_hiddenconflict": "hidden_conflict",
}
EDGES = "\n".join(
    f"CREATE TRIGGER {machine}_edge BEFORE INSERT OR UPDATE OF state ON {table}"
    f" FOR EACH ROW EXECUTE FUNCTION cases_check_edge('{machine}');"
    for table, machine in MACHINES.items()
)
NO_EDGES = "\n".join(f"DROP TRIGGER {machine}_edge ON {table};" for table, machine in MACHINES.items())


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_merging_and_withdrawal'),
        ('organizations', '0001_initial'),
        ('oversight', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BacklogCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('entry', '列入口径'), ('resolution', '化解口径')], max_length=20, verbose_name='用途')),
                ('text', models.CharField(max_length=200, verbose_name='口径')),
                ('source', models.CharField(max_length=120, verbose_name='出处')),
                ('added_on', models.DateField(verbose_name='启用日')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='停用日')),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '积案口径',
                'ordering': ['kind', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='backlog_criterion_has_a_source'), models.UniqueConstraint(fields=('kind', 'text'), name='backlog_criterion_once')],
            },
        ),
        migrations.CreateModel(
            name='BacklogPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, unique=True, verbose_name='台账')),
                ('origin', models.CharField(choices=[('superior', '上级交办清单'), ('county', '本县排查建账')], max_length=20, verbose_name='来源')),
                ('document', models.CharField(max_length=120, verbose_name='交办文件或依据')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(verbose_name='至')),
                ('made_on', models.DateField(verbose_name='建立日')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '积案台账期',
                'ordering': ['-since', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='backlog_period_has_a_span')],
            },
        ),
        migrations.CreateModel(
            name='BacklogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', '提请列入，待审核'), ('entered', '在账，未化解'), ('resolved', '认定化解，待复核'), ('verified', '复核通过，销号'), ('refused', '不列入')], default=law.terms.overseeing.BacklogState['PROPOSED'], max_length=50, verbose_name='状态')),
                ('ground', models.CharField(max_length=300, verbose_name='符合口径的事实')),
                ('proposed_on', models.DateField(verbose_name='提请日')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='审核日')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='审核意见')),
                ('evidence', models.TextField(blank=True, verbose_name='化解依据')),
                ('resolved_on', models.DateField(blank=True, null=True, verbose_name='认定日')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='复核日')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='复核意见')),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backlog_entries', to='cases.case')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oversight.backlogcriterion', verbose_name='列入口径')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('met', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oversight.backlogcriterion', verbose_name='化解口径')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resolved_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='oversight.backlogperiod', verbose_name='台账')),
            ],
            options={
                'verbose_name': '积案',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['state', '-id'], name='backlog_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('period', 'case'), name='backlog_once_in_a_period'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='backlog_entered_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['resolved', 'verified']), _negated=True), models.Q(('met__isnull', False), ('resolved_by__isnull', False), ('resolved_on__isnull', False), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='backlog_resolved_by_a_criterion'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'verified'), _negated=True), models.Q(('verified_by__isnull', False), ('verified_on__isnull', False)), _connector='OR'), name='backlog_verified_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'verified'), _negated=True), models.Q(('verified_by', models.F('resolved_by')), _negated=True), _connector='OR'), name='backlog_verified_by_another')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='HiddenConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=300, verbose_name='矛盾事项')),
                ('field', models.CharField(max_length=30, verbose_name='领域')),
                ('place_text', models.CharField(blank=True, max_length=80, verbose_name='具体地点')),
                ('state', models.CharField(choices=[('found', '已排查，待明确责任'), ('entrusted', '责任已明确，化解中'), ('reported', '申请销号，待复核'), ('struck_off', '已销号')], default=law.terms.overseeing.HiddenConflictState['FOUND'], max_length=50, verbose_name='状态')),
                ('found_on', models.DateField(verbose_name='排查日')),
                ('leader_name', models.CharField(blank=True, max_length=40, verbose_name='责任领导')),
                ('leader_post', models.CharField(blank=True, max_length=60, verbose_name='职务')),
                ('official', models.CharField(blank=True, max_length=60, verbose_name='责任人（承办干部）')),
                ('measures', models.CharField(blank=True, max_length=500, verbose_name='化解措施')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='化解期限（领导确定）')),
                ('entrusted_on', models.DateField(blank=True, null=True, verbose_name='明确责任日')),
                ('ground', models.CharField(blank=True, choices=[('settled', '矛盾已经化解'), ('petition', '已作为信访事项登记办理'), ('legal_path', '已导入法定途径'), ('unfounded', '经核查不存在')], max_length=20, verbose_name='销号依据')),
                ('result', models.CharField(blank=True, max_length=500, verbose_name='化解情况')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='申请销号日')),
                ('struck_off_on', models.DateField(blank=True, null=True, verbose_name='销号日')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='复核意见')),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('entrusted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('found_by_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='排查单位')),
                ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='所在乡镇（街道）')),
                ('reported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='责任单位')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '隐患',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['state', '-id'], name='hidden_conflict_by_state'), models.Index(condition=models.Q(('state', 'entrusted')), fields=['due_on'], name='hidden_conflict_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'found'), models.Q(('due_on__isnull', False), ('entrusted_by__isnull', False), ('entrusted_on__isnull', False), ('unit__isnull', False), models.Q(('leader_name', ''), _negated=True), models.Q(('official', ''), _negated=True), models.Q(('measures', ''), _negated=True)), _connector='OR'), name='hidden_conflict_has_its_owners'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['reported', 'struck_off']), _negated=True), models.Q(('reported_by__isnull', False), ('reported_on__isnull', False), models.Q(('ground', ''), _negated=True), models.Q(('result', ''), _negated=True)), _connector='OR'), name='hidden_conflict_end_has_a_ground'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'struck_off'), _negated=True), models.Q(('struck_off_on__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='hidden_conflict_struck_off_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'struck_off'), _negated=True), models.Q(('verified_by', models.F('reported_by')), _negated=True), _connector='OR'), name='hidden_conflict_verified_by_another')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='HiddenConflictNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='情况')),
                ('on', models.DateField(verbose_name='日期')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conflict', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='oversight.hiddenconflict')),
            ],
            options={
                'verbose_name': '隐患记录',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reception',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('receive', '领导接访'), ('go_down', '领导下访'), ('appointed', '领导约访'), ('joint', '联合接访')], max_length=20, verbose_name='形式')),
                ('state', models.CharField(choices=[('draft', '待公布'), ('published', '已公布'), ('held', '已接访'), ('missed', '没有接访'), ('cancelled', '已取消')], default=law.terms.ReceptionState['DRAFT'], max_length=50, verbose_name='状态')),
                ('on', models.DateField(verbose_name='日期')),
                ('moved_from', models.DateField(blank=True, null=True, verbose_name='原定日')),
                ('starts_at', models.TimeField(verbose_name='开始')),
                ('ends_at', models.TimeField(verbose_name='结束')),
                ('place', models.CharField(max_length=100, verbose_name='地点')),
                ('leader_name', models.CharField(max_length=40, verbose_name='接访领导')),
                ('leader_post', models.CharField(max_length=60, verbose_name='职务')),
                ('topic', models.CharField(blank=True, max_length=100, verbose_name='接访重点')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公布日')),
                ('cancelled_on', models.DateField(blank=True, null=True, verbose_name='取消日')),
                ('cancel_reason', models.CharField(blank=True, max_length=120, verbose_name='取消的原因')),
                ('attendance', models.CharField(blank=True, choices=[('present', '本人实到'), ('substitute', '由他人代为接访'), ('absent', '没有到')], max_length=20, verbose_name='到场')),
                ('substitute', models.CharField(blank=True, max_length=100, verbose_name='代为接访的领导')),
                ('attendance_note', models.CharField(blank=True, max_length=200, verbose_name='到场说明')),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receptions', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('units', models.ManyToManyField(related_name='+', to='organizations.unit', verbose_name='参加单位')),
            ],
            options={
                'verbose_name': '接访',
                'ordering': ['on', 'starts_at', 'pk'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ReceptionChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='变更日')),
                ('what', models.CharField(max_length=300, verbose_name='变更')),
                ('reason', models.CharField(max_length=120, verbose_name='原因')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='oversight.reception')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='reception_change_says_why')],
            },
        ),
        migrations.CreateModel(
            name='ReceptionPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('receive', '领导接访'), ('go_down', '领导下访'), ('appointed', '领导约访'), ('joint', '联合接访')], max_length=20, verbose_name='形式')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None, verbose_name='每月几日')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(verbose_name='至')),
                ('leaders', models.TextField(verbose_name='接访领导（依次轮流）')),
                ('made_on', models.DateField(verbose_name='排定日')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '接访安排',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='reception_plan_has_a_span')],
            },
        ),
        migrations.AddField(
            model_name='reception',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receptions', to='oversight.receptionplan'),
        ),
        migrations.CreateModel(
            name='ReceptionVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField(verbose_name='人次')),
                ('advice', models.CharField(blank=True, max_length=500, verbose_name='接谈意见')),
                ('recorded_on', models.DateField(verbose_name='记录日')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reception_visits', to='cases.case')),
                ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='oversight.reception')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '接访批次',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('reception', 'case'), name='reception_visit_once'), models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='reception_visit_has_people')],
            },
        ),
        migrations.CreateModel(
            name='ReceptionAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=300, verbose_name='交办事项')),
                ('due_on', models.DateField(verbose_name='办理期限（领导确定）')),
                ('assigned_on', models.DateField(verbose_name='交办日')),
                ('result', models.TextField(blank=True, verbose_name='办理结果')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='回复日')),
                ('revisited_on', models.DateField(blank=True, null=True, verbose_name='回访日')),
                ('revisit', models.CharField(blank=True, max_length=300, verbose_name='回访情况')),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revisited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='承办单位')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='oversight.receptionvisit')),
            ],
            options={
                'verbose_name': '接访交办',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('replied_on__isnull', True)), fields=['due_on'], name='reception_assignment_open'), models.Index(fields=['unit', '-id'], name='reception_assignment_of_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('assigned_on'))), name='reception_assignment_can_be_done'), models.CheckConstraint(condition=models.Q(models.Q(('replied_by__isnull', True), ('replied_on__isnull', True), ('result', '')), models.Q(('replied_by__isnull', False), ('replied_on__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='reception_assignment_reply_is_whole'), models.CheckConstraint(condition=models.Q(('revisited_on__isnull', True), models.Q(('replied_on__isnull', False), ('revisited_by__isnull', False), models.Q(('revisit', ''), _negated=True)), _connector='OR'), name='reception_revisit_after_reply')],
            },
        ),
        migrations.CreateModel(
            name='SponsoredCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leader_name', models.CharField(max_length=40, verbose_name='包案领导')),
                ('leader_post', models.CharField(max_length=60, verbose_name='职务')),
                ('state', models.CharField(choices=[('opened', '已确定包案，待定方案'), ('working', '按方案化解中'), ('checking', '已提请验收'), ('accepted', '验收通过'), ('ended', '终止包案')], default=law.terms.overseeing.SponsorshipState['OPENED'], max_length=50, verbose_name='状态')),
                ('reason', models.CharField(max_length=300, verbose_name='包案缘由')),
                ('opened_on', models.DateField(verbose_name='确定日')),
                ('due_on', models.DateField(verbose_name='化解期限（领导确定）')),
                ('plan', models.TextField(blank=True, verbose_name='化解方案')),
                ('planned_on', models.DateField(blank=True, null=True, verbose_name='方案日')),
                ('resolution', models.TextField(blank=True, verbose_name='化解情况')),
                ('requested_on', models.DateField(blank=True, null=True, verbose_name='提请验收日')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='验收日')),
                ('verdict', models.CharField(blank=True, max_length=300, verbose_name='验收意见')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='终止日')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='终止的理由')),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='cases.case')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit')),
                ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sponsored', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '包案',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['state', '-id'], name='sponsored_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['accepted', 'ended']), _negated=True), fields=('case',), name='sponsored_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['working', 'checking', 'accepted']), _negated=True), models.Q(('planned_on__isnull', False), models.Q(('plan', ''), _negated=True)), _connector='OR'), name='sponsored_work_has_a_plan'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['checking', 'accepted']), _negated=True), models.Q(('requested_by__isnull', False), ('requested_on__isnull', False), models.Q(('resolution', ''), _negated=True)), _connector='OR'), name='sponsored_check_was_asked_for'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('checked_by__isnull', False), ('checked_on__isnull', False), ('checked_unit__isnull', False)), _connector='OR'), name='sponsored_accepted_by_someone'), models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(models.Q(('leader__isnull', True), models.Q(('checked_by', models.F('leader')), _negated=True), _connector='OR'), models.Q(('checked_unit', models.F('unit')), _negated=True), models.Q(('checked_by', models.F('requested_by')), _negated=True)), _connector='OR'), name='sponsored_accepted_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), _negated=True), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='sponsored_end_has_a_reason')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=120, verbose_name='步骤')),
                ('due_on', models.DateField(verbose_name='完成期限')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='完成日')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='完成情况')),
                ('dropped_on', models.DateField(blank=True, null=True, verbose_name='撤下日')),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('sponsored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='oversight.sponsoredcase')),
            ],
            options={
                'verbose_name': '包案步骤',
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['due_on'], name='milestone_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('done_on__isnull', True), models.Q(('dropped_on__isnull', True), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='milestone_done_says_how')],
            },
        ),
        migrations.CreateModel(
            name='SponsorNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(choices=[('know', '包掌握情况'), ('persuade', '包思想教育'), ('solve', '包解决化解'), ('help', '包帮扶救助'), ('explain', '包释法回访')], max_length=20, verbose_name='五包')),
                ('text', models.CharField(max_length=500, verbose_name='做了什么')),
                ('on', models.DateField(verbose_name='日期')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sponsored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='oversight.sponsoredcase')),
            ],
            options={
                'verbose_name': '五包记录',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(fields=['on', 'id'], name='reception_by_day'),
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(fields=['state', '-id'], name='reception_by_state'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('on', 'leader_name', 'starts_at'), name='reception_leader_is_in_one_place'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='reception_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'cancelled']), models.Q(('published_by__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='reception_published_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled_on__isnull', False), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='reception_cancelled_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attendance__in', ['present', 'substitute']), ('state', 'held')), models.Q(('attendance', 'absent'), ('state', 'missed')), models.Q(models.Q(('state__in', ['held', 'missed']), _negated=True), ('attendance', '')), _connector='OR'), name='reception_attendance_is_its_state'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attendance', 'substitute'), _negated=True), models.Q(('substitute', ''), _negated=True), _connector='OR'), name='reception_substitute_is_named'),
        ),
        migrations.RunSQL(EDGES, NO_EDGES),
    ]

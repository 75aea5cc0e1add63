"""联席会议 (条例第11条至第13条、第24条、第39条): meetings, agenda, decisions; their states move along edges only."""

import django_fsm
import law.terms.deciding
import django.db.models.deletion
import law.terms
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER conference_edge BEFORE INSERT OR UPDATE OF state ON oversight_conference
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('conference');
CREATE TRIGGER conference_decision_edge BEFORE INSERT OR UPDATE OF state ON oversight_conferencedecision
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('measure');
"""

BACKWARD = """
DROP TRIGGER conference_decision_edge ON oversight_conferencedecision;
DROP TRIGGER conference_edge ON oversight_conference;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_disputes'),
        ('documents', '0002_kinds_grow_without_migrations'),
        ('organizations', '0003_disputes'),
        ('oversight', '0004_urgent'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='会议名称')),
                ('state', models.CharField(choices=[('called', '已通知，待召开'), ('held', '已召开，纪要待签发'), ('issued', '纪要已印发'), ('cancelled', '已取消')], default=law.terms.deciding.ConferenceState['CALLED'], max_length=50, verbose_name='状态')),
                ('meets_on', models.DateField(verbose_name='会议日期')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('summary', models.TextField(blank=True, verbose_name='会议意见')),
                ('called_on', models.DateField(verbose_name='通知日')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='印发日')),
                ('ended_reason', models.CharField(blank=True, max_length=200, verbose_name='取消的理由')),
                ('version', models.PositiveIntegerField(default=1)),
                ('attended', models.ManyToManyField(related_name='+', to='organizations.unit', verbose_name='参加单位')),
                ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='召集人')),
                ('held_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paper', verbose_name='纪要')),
                ('units', models.ManyToManyField(related_name='+', to='organizations.unit', verbose_name='通知单位')),
            ],
            options={
                'verbose_name': '联席会议',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('issued_by__isnull', False), ('issued_on__isnull', False), ('minutes__isnull', False), ('state', 'issued')), models.Q(models.Q(('state', 'issued'), _negated=True), ('issued_on__isnull', True), ('minutes__isnull', True)), _connector='OR'), name='conference_issued_has_minutes'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['held', 'issued']), _negated=True), ('held_by__isnull', False), _connector='OR'), name='conference_held_by_someone')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('topic', models.CharField(max_length=200, verbose_name='议题')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('dispute', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='cases.dispute')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='oversight.conference')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('conference', 'order'), name='agenda_order_once'), models.UniqueConstraint(fields=('conference', 'dispute'), name='agenda_dispute_once')],
            },
        ),
        migrations.CreateModel(
            name='ConferenceDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('designate', '指定主办'), ('interview', '约谈'), ('circular', '通报'), ('listing', '挂牌督办'), ('other', '其他协调事项')], max_length=20, verbose_name='决定')),
                ('state', models.CharField(choices=[('drafted', '待纪要签发'), ('dropped', '未列入纪要'), ('running', '落实中'), ('reported', '已反馈，待核对'), ('ended', '已落实')], default=law.terms.deciding.MeasureState['DRAFTED'], max_length=50, verbose_name='状态')),
                ('ground', models.CharField(max_length=300, verbose_name='事由')),
                ('requirements', models.CharField(blank=True, max_length=300, verbose_name='要求')),
                ('article', models.CharField(max_length=40, verbose_name='依据')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='落实期限')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='生效日')),
                ('report', models.TextField(blank=True, verbose_name='落实情况')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='反馈日')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='核对意见')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='销号（摘牌）日')),
                ('version', models.PositiveIntegerField(default=1)),
                ('assisting', models.ManyToManyField(related_name='+', to='organizations.unit', verbose_name='协办单位')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conference_decisions', to='cases.case')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='oversight.conference')),
                ('dispute', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conference_decisions', to='cases.dispute')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ending', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paper', verbose_name='摘牌通知')),
                ('paper', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paper')),
                ('reported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conference_decisions', to='organizations.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '联席会议决定',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('case__isnull', False)), fields=['case'], name='conference_of_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('dispute',), name='dispute_designated_once'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('dispute__isnull', False), ('measure', 'designate')), models.Q(models.Q(('measure', 'designate'), _negated=True), ('dispute__isnull', True)), _connector='OR'), name='designation_settles_a_dispute'), models.CheckConstraint(condition=models.Q(('measure', 'designate'), models.Q(('due_on__isnull', False), models.Q(('requirements', ''), _negated=True)), _connector='OR'), name='measure_says_what_by_when'), models.CheckConstraint(condition=models.Q(models.Q(('effective_on__isnull', True), ('state__in', ['drafted', 'dropped'])), models.Q(models.Q(('state__in', ['drafted', 'dropped']), _negated=True), ('effective_on__isnull', False)), _connector='OR'), name='measure_takes_effect_with_the_minutes'), models.CheckConstraint(condition=models.Q(('reported_on__isnull', True), models.Q(models.Q(('report', ''), _negated=True), ('reported_by__isnull', False)), _connector='OR'), name='measure_reported_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by__isnull', False), ('ended_on__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='measure_ended_by_someone')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

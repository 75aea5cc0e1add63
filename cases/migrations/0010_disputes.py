"""受理争议, 承接 and 回避 (条例第24条、第28条第3款): tables, and what the database refuses."""

import django_fsm
import django.db.models.deletion
import law.terms
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER dispute_edge BEFORE INSERT OR UPDATE OF state ON cases_dispute
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('dispute');
CREATE TRIGGER recusal_edge BEFORE INSERT OR UPDATE OF state ON cases_recusal
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('recusal');
CREATE TRIGGER succession_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_succession
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- whoever carries on for an accused unit is barred like it (条例第24条第2款、第30条第3款)
CREATE OR REPLACE FUNCTION cases_refuse_accused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case bigint;
    the_unit bigint;
BEGIN
    IF TG_TABLE_NAME = 'cases_handling' THEN
        SELECT case_id INTO the_case FROM cases_claim WHERE id = NEW.claim_id;
        the_unit := NEW.unit_id;
    ELSE
        the_case := NEW.case_id;
        SELECT unit_id INTO the_unit FROM organizations_user WHERE id = NEW.user_id;
    END IF;
    IF EXISTS (
        WITH RECURSIVE named AS (
            SELECT a.unit_id FROM cases_accusedunit a WHERE a.case_id = the_case
            UNION
            SELECT u.successor_id FROM organizations_unit u JOIN named n ON n.unit_id = u.id
            WHERE u.successor_id IS NOT NULL)
        SELECT 1 FROM named
        JOIN organizations_unit accused ON accused.id = named.unit_id
        JOIN organizations_unit given ON given.id = the_unit
        WHERE starts_with(given.path, accused.path)) THEN
        RAISE EXCEPTION 'the accused unit is never given the accusation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION cases_refuse_accused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case bigint;
    the_unit bigint;
BEGIN
    IF TG_TABLE_NAME = 'cases_handling' THEN
        SELECT case_id INTO the_case FROM cases_claim WHERE id = NEW.claim_id;
        the_unit := NEW.unit_id;
    ELSE
        the_case := NEW.case_id;
        SELECT unit_id INTO the_unit FROM organizations_user WHERE id = NEW.user_id;
    END IF;
    IF EXISTS (SELECT 1 FROM cases_accusedunit a
               JOIN organizations_unit accused ON accused.id = a.unit_id
               JOIN organizations_unit given ON given.id = the_unit
               WHERE a.case_id = the_case AND starts_with(given.path, accused.path)) THEN
        RAISE EXCEPTION 'the accused unit is never given the accusation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER succession_append_only ON cases_succession;
DROP TRIGGER recusal_edge ON cases_recusal;
DROP TRIGGER dispute_edge ON cases_dispute;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_ways'),
        ('organizations', '0003_disputes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('referred', '已报请，待决定'), ('decided', '已决定主办单位'), ('withdrawn', '已撤回报请')], default=law.terms.DisputeState['REFERRED'], max_length=50, verbose_name='状态')),
                ('body', models.CharField(choices=[('superior', '共同的上一级机关、单位'), ('conference', '共同的信访工作联席会议')], max_length=20, verbose_name='报请谁决定')),
                ('reason', models.TextField(verbose_name='争议情况')),
                ('hops', models.PositiveSmallIntegerField(verbose_name='已否认的单位数')),
                ('first_denied_on', models.DateField(verbose_name='争议开始日')),
                ('referred_on', models.DateField(verbose_name='报请日')),
                ('decision', models.TextField(blank=True, verbose_name='决定理由')),
                ('source_number', models.CharField(blank=True, max_length=60, verbose_name='决定文号')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='决定日')),
                ('ended_reason', models.CharField(blank=True, max_length=300, verbose_name='撤回的理由')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '受理争议',
                'ordering': ['-pk'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DisputedUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('denied_on', models.DateField(blank=True, null=True, verbose_name='否认日')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('handler', '承办'), ('approver', '审批'), ('reviewer', '复查、复核'), ('host', '听证主持')], max_length=20, verbose_name='承担的工作')),
                ('ground', models.CharField(choices=[('matter', '与信访事项有直接利害关系'), ('petitioner', '与信访人有直接利害关系'), ('concerned', '系被反映人或者其近亲属'), ('original', '系原办理人员')], max_length=20, verbose_name='情形')),
                ('origin', models.CharField(choices=[('declared', '本人申报'), ('by_petitioner', '信访人提出'), ('by_others', '他人提出')], max_length=20, verbose_name='提出方式')),
                ('state', models.CharField(choices=[('proposed', '待决定'), ('ordered', '决定回避'), ('refused', '不予回避')], default=law.terms.RecusalState['PROPOSED'], max_length=50, verbose_name='状态')),
                ('reason_sealed', models.BinaryField(null=True)),
                ('proposed_on', models.DateField(verbose_name='提出日')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='决定理由')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='决定日')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '回避',
                'ordering': ['-pk'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='承接日')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='handling',
            name='unit_once_per_claim',
        ),
        migrations.AddField(
            model_name='deadline',
            name='late_at',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit'),
        ),
        migrations.AddField(
            model_name='handling',
            name='designated',
            field=models.BooleanField(default=False, verbose_name='经决定指定'),
        ),
        migrations.AlterField(
            model_name='casepaper',
            name='kind',
            field=models.CharField(choices=[('registration', '信访事项登记表'), ('receipt', '收件凭据'), ('destination_notice', '去向告知'), ('forwarding_letter', '转送函'), ('assignment_letter', '交办函'), ('acceptance_notice', '受理告知书'), ('guidance_notice', '引导告知书'), ('decline_notice', '不予受理告知书'), ('bar_notice', '不再受理告知书'), ('extension_notice', '延期告知书'), ('opinion', '处理意见书'), ('suggestion_reply', '答复书'), ('statutory_result', '法定途径办理结果告知书'), ('service_receipt', '送达回证'), ('objection_letter', '异议函'), ('objection_refusal', '不同意退回函'), ('reassignment_letter', '改派函'), ('assistance_letter', '会办函'), ('conclusion_report', '办结报告'), ('supervision_notice', '督办单'), ('discipline_transfer', '检举控告移送函'), ('merger_notice', '并案告知书'), ('withdrawal_confirmation', '撤回确认书'), ('dispute_referral', '报请指定主办单位的请示'), ('designation_notice', '指定办理通知书'), ('recusal_decision', '回避决定书'), ('conference_minutes', '联席会议纪要'), ('coordination_notice', '联席会议议定事项通知书'), ('interview_notice', '约谈通知书'), ('circular_notice', '联席会议通报'), ('listing_notice', '挂牌督办通知书'), ('delisting_notice', '摘牌通知书')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='handling',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('role', 'assisting'), ('state', 'concluded'), _negated=True)), fields=('claim', 'unit'), name='unit_once_per_claim'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='assisting',
            field=models.ManyToManyField(related_name='+', to='organizations.unit', verbose_name='协办单位'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='cases.case'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='cases.claim'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='handling',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='cases.handling'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='lead',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='主办单位'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='outcome',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_in', to='cases.handling', verbose_name='决定后的承办'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='referred_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='superior',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='决定机关'),
        ),
        migrations.AddField(
            model_name='disputedunit',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='cases.dispute'),
        ),
        migrations.AddField(
            model_name='disputedunit',
            name='objection',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.objection'),
        ),
        migrations.AddField(
            model_name='disputedunit',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='cases.case'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='takes_over',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接替人员'),
        ),
        migrations.AddField(
            model_name='succession',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='succession',
            name='former',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit'),
        ),
        migrations.AddField(
            model_name='succession',
            name='handling',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='cases.handling'),
        ),
        migrations.AddField(
            model_name='succession',
            name='heir',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'referred')), fields=('claim',), name='one_open_dispute_per_claim'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body', 'superior'), ('superior__isnull', False)), models.Q(('body', 'conference'), ('superior__isnull', True)), _connector='OR'), name='dispute_superior_is_named'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), ('lead__isnull', False), ('outcome__isnull', False), ('state', 'decided')), models.Q(models.Q(('state', 'decided'), _negated=True), ('lead__isnull', True), ('outcome__isnull', True)), _connector='OR'), name='dispute_decided_names_the_lead'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('state', 'referred')), models.Q(models.Q(('state', 'referred'), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='dispute_ended_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='disputedunit',
            constraint=models.UniqueConstraint(fields=('dispute', 'unit'), name='disputed_unit_once'),
        ),
        migrations.AddIndex(
            model_name='recusal',
            index=models.Index(condition=models.Q(('state', 'ordered')), fields=['person', 'case'], name='recusal_in_force'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'ordered'])), fields=('case', 'person'), name='one_live_recusal'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('decided_on__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='recusal_decided_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('person')), _negated=True), _connector='OR'), name='recusal_not_decided_by_oneself'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(('takes_over__isnull', True), models.Q(('takes_over', models.F('person')), _negated=True), _connector='OR'), name='recusal_taken_over_by_another'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('former', models.F('heir')), _negated=True), name='succession_is_to_another_unit'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

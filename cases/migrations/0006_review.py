"""复查、复核: the requests, their services, the hearing days; who handled never reviews, also by raw SQL (条例第28条第3款)."""

import django_fsm
import django.db.models.deletion
import law.terms
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER review_edge BEFORE INSERT OR UPDATE OF state ON cases_review
    FOR EACH ROW EXECUTE FUNCTION cases_check_edge('review');

CREATE FUNCTION cases_check_review_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = NEW.state THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM cases_caseevent e JOIN cases_claim c ON c.case_id = e.case_id
                   JOIN cases_handling h ON h.claim_id = c.id
                   WHERE e.txid = txid_current() AND h.id = NEW.handling_id) THEN
        RAISE EXCEPTION 'a change of state needs its event in the same transaction'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER review_state_has_event AFTER UPDATE ON cases_review
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_check_review_event();

CREATE FUNCTION cases_check_review_organ() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_handling h JOIN organizations_unit handled ON handled.id = h.unit_id
               JOIN organizations_unit organ ON organ.id = NEW.organ_id
               WHERE h.id = NEW.handling_id AND starts_with(organ.path, handled.path)) THEN
        RAISE EXCEPTION 'who handled a matter, and who is below it, never reviews it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.of_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_review r WHERE r.id = NEW.of_id AND r.level = 'review' AND r.organ_id <> NEW.organ_id
            AND r.handling_id = NEW.handling_id AND r.opinion_id = NEW.opinion_id) THEN
        RAISE EXCEPTION 'a final review is of the review of the same opinion, by another body' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM cases_opinion o WHERE o.id = NEW.opinion_id AND o.handling_id = NEW.handling_id) THEN
        RAISE EXCEPTION 'a review is of an opinion of its own handling' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER review_by_the_superior BEFORE INSERT OR UPDATE OF organ_id, handling_id, opinion_id, of_id ON cases_review
    FOR EACH ROW EXECUTE FUNCTION cases_check_review_organ();
"""

BACKWARD = """
DROP TRIGGER review_by_the_superior ON cases_review;
DROP FUNCTION cases_check_review_organ();
DROP TRIGGER review_state_has_event ON cases_review;
DROP FUNCTION cases_check_review_event();
DROP TRIGGER review_edge ON cases_review;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_merging_and_withdrawal'),
        ('organizations', '0002_review_organ'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HearingTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='决定听证日')),
                ('last_day', models.DateField(verbose_name='听证结论日')),
                ('recorded_on', models.DateField(verbose_name='记录日')),
            ],
            options={
                'ordering': ['first_day', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('review', '复查'), ('final', '复核')], max_length=10, verbose_name='程序')),
                ('organ_reason', models.CharField(blank=True, max_length=200, verbose_name='改由其他机关的理由')),
                ('state', models.CharField(choices=[('requested', '已申请，待受理'), ('accepted', '已受理，审查中'), ('declined', '不予受理'), ('withdrawn', '申请人撤回'), ('signed', '意见已签发，待送达'), ('served', '意见已送达')], db_index=True, default=law.terms.ReviewState['REQUESTED'], max_length=50, verbose_name='状态')),
                ('channel', models.CharField(choices=[('visit', '走访'), ('letter', '书信'), ('online', '信息网络'), ('phone', '电话'), ('fax', '传真')], max_length=20, verbose_name='申请形式')),
                ('requested_on', models.DateField(verbose_name='申请日（交邮日）')),
                ('received_on', models.DateField(verbose_name='收到日')),
                ('late', models.BooleanField(default=False, verbose_name='超过申请期限')),
                ('late_reason', models.CharField(blank=True, max_length=300, verbose_name='逾期仍受理的正当理由')),
                ('request', models.TextField(verbose_name='复查、复核请求')),
                ('grounds', models.TextField(blank=True, verbose_name='事实和理由')),
                ('accepted_on', models.DateField(blank=True, null=True, verbose_name='受理日')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', '维持'), ('annulled', '撤销，责令重新办理'), ('changed', '变更')], max_length=20, verbose_name='结论')),
                ('findings', models.TextField(blank=True, verbose_name='审查认定的事实和理由')),
                ('decision', models.TextField(blank=True, verbose_name='复查、复核意见（不予受理的理由）')),
                ('legal_basis', models.TextField(blank=True, verbose_name='依据')),
                ('drafted_on', models.DateField(blank=True, null=True, verbose_name='拟稿（录入）日')),
                ('own_number', models.CharField(blank=True, max_length=60, verbose_name='机关自己的文号')),
                ('own_signed_on', models.DateField(blank=True, null=True, verbose_name='机关文书的日期')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='签发日')),
                ('recorded_on', models.DateField(blank=True, null=True, verbose_name='记录日')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='终了日')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '复查复核',
                'ordering': ['pk'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ReviewService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=20, verbose_name='方式')),
                ('sent_on', models.DateField(verbose_name='发出日')),
                ('served_on', models.DateField(blank=True, null=True, verbose_name='送达日')),
                ('proof', models.CharField(max_length=200, verbose_name='送达凭据')),
                ('witness', models.CharField(blank=True, max_length=60, verbose_name='见证人（留置）')),
                ('refused', models.BooleanField(default=False, verbose_name='拒收')),
                ('annulled_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='extension',
            name='one_extension_per_handling',
        ),
        migrations.AddField(
            model_name='extension',
            name='spent_on',
            field=models.DateField(blank=True, null=True, verbose_name='随撤销的意见失效'),
        ),
        migrations.AlterField(
            model_name='casepaper',
            name='kind',
            field=models.CharField(choices=[('registration', '信访事项登记表'), ('receipt', '收件凭据'), ('destination_notice', '去向告知'), ('forwarding_letter', '转送函'), ('assignment_letter', '交办函'), ('acceptance_notice', '受理告知书'), ('guidance_notice', '引导告知书'), ('decline_notice', '不予受理告知书'), ('bar_notice', '不再受理告知书'), ('extension_notice', '延期告知书'), ('opinion', '处理意见书'), ('suggestion_reply', '答复书'), ('statutory_result', '法定途径办理结果告知书'), ('service_receipt', '送达回证'), ('objection_letter', '异议函'), ('objection_refusal', '不同意退回函'), ('reassignment_letter', '改派函'), ('assistance_letter', '会办函'), ('conclusion_report', '办结报告'), ('supervision_notice', '督办单'), ('discipline_transfer', '检举控告移送函'), ('merger_notice', '并案告知书'), ('withdrawal_confirmation', '撤回确认书'), ('review_acceptance', '复查（复核）受理告知书'), ('review_decline', '不予受理复查（复核）告知书'), ('review_opinion', '复查意见书'), ('final_review_opinion', '复核意见书')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('spent_on__isnull', True)), fields=('handling',), name='one_extension_per_handling'),
        ),
        migrations.AddField(
            model_name='hearingtime',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='accepted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='drafted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='handling',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cases.handling'),
        ),
        migrations.AddField(
            model_name='review',
            name='of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='final_reviews', to='cases.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='opinion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cases.opinion'),
        ),
        migrations.AddField(
            model_name='review',
            name='organ',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='organizations.unit', verbose_name='复查、复核机关'),
        ),
        migrations.AddField(
            model_name='review',
            name='paper',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review', to='cases.casepaper'),
        ),
        migrations.AddField(
            model_name='review',
            name='signed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hearingtime',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearing_times', to='cases.review'),
        ),
        migrations.AddField(
            model_name='reviewservice',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewservice',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='cases.review'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['declined', 'withdrawn']), _negated=True), fields=('opinion', 'level'), name='one_review_and_one_final_review_per_opinion'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'review'), ('of__isnull', True)), models.Q(('level', 'final'), ('of__isnull', False)), _connector='OR'), name='final_review_is_of_a_review'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('received_on__gte', models.F('requested_on'))), name='review_received_after_request'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'signed', 'served']), _negated=True), ('late', False), models.Q(('late_reason', ''), _negated=True), _connector='OR'), name='late_review_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_on__isnull', True), ('state__in', ['requested', 'accepted', 'withdrawn'])), models.Q(('recorded_on__isnull', False), ('signed_by__isnull', False), ('signed_on__isnull', False), ('state__in', ['declined', 'signed', 'served'])), _connector='OR'), name='review_decided_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['signed', 'served']), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('findings', ''), _negated=True), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='review_signed_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state__in', ['declined', 'withdrawn', 'served'])), models.Q(models.Q(('state__in', ['declined', 'withdrawn', 'served']), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='review_ended_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='hearingtime',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='hearing_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='reviewservice',
            constraint=models.CheckConstraint(condition=models.Q(('served_on__isnull', True), ('served_on__gte', models.F('sent_on')), _connector='OR'), name='reviewservice_arrives_after_leaving'),
        ),
        migrations.AddConstraint(
            model_name='reviewservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'left'), _negated=True), models.Q(('witness', ''), _negated=True), _connector='OR'), name='reviewservice_left_has_a_witness'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

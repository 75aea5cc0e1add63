"""意见执行 (条例第32条第2款): reports are added, never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = '''
CREATE TRIGGER execution_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_execution
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
'''
TAKE_AWAY = "DROP TRIGGER execution_append_only ON cases_execution"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_one_record_of_recusal'),
        ('organizations', '0003_disputes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SupportingOpinion',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('cases.opinion',),
        ),
        migrations.CreateModel(
            name='Execution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.CharField(choices=[('under_way', '正在执行'), ('carried_out', '已经执行'), ('not_carried_out', '没有执行')], max_length=20, verbose_name='执行情况')),
                ('executor', models.CharField(max_length=60, verbose_name='执行单位')),
                ('account', models.TextField(verbose_name='执行情况和凭据')),
                ('until', models.DateField(blank=True, null=True, verbose_name='预计完成日')),
                ('on', models.DateField(verbose_name='登记日')),
                ('opinion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='executions', to='cases.opinion')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit')),
            ],
            options={
                'verbose_name': '执行情况',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account', ''), _negated=True), models.Q(('executor', ''), _negated=True)), name='execution_says_what_and_who'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'under_way'), ('until__isnull', False)), models.Q(models.Q(('result', 'under_way'), _negated=True), ('until__isnull', True)), _connector='OR'), name='execution_under_way_until')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, TAKE_AWAY),
    ]

"""Files that come with their course from an older register; hot topics; sheets handed in.

A file may be born in a later state only when it bears the mark of such an import, and only with its event.
"""

import django.db.models.deletion
import law.clock
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE OR REPLACE FUNCTION cases_check_edge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    machine_name text := TG_ARGV[0];
    source_state text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
    recorded boolean := false;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM cases_allowededge e
               WHERE e.machine = machine_name AND e.source = source_state AND e.target = NEW.state) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM cases_allowededge e
               WHERE e.machine = machine_name AND e.source = 'import' AND e.target = NEW.state) THEN
        IF machine_name = 'case' THEN
            recorded := NEW.course_recorded;
        ELSIF machine_name = 'handling' THEN
            SELECT c.course_recorded INTO recorded FROM cases_claim k JOIN cases_case c ON c.id = k.case_id
            WHERE k.id = NEW.claim_id;
        ELSE  -- a row of a leaders' ledger bears the number of the register it came from
            recorded := NEW.register_number <> '';
        END IF;
        IF recorded THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'state of % may not go from "%" to "%"', machine_name, source_state, NEW.state
        USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION cases_check_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.txid = txid_current() AND e.case_id = NEW.id) THEN
        RAISE EXCEPTION 'a file that comes with its course needs its event in the same transaction'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_told_has_event AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.course_recorded) EXECUTE FUNCTION cases_check_told();

CREATE FUNCTION cases_keep_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'whether a file came with its course is said when it comes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER case_keeps_its_mark BEFORE UPDATE OF course_recorded ON cases_case
    FOR EACH ROW WHEN (OLD.course_recorded IS DISTINCT FROM NEW.course_recorded) EXECUTE FUNCTION cases_keep_mark();
"""

BACKWARD = """
DROP TRIGGER case_keeps_its_mark ON cases_case;
DROP FUNCTION cases_keep_mark();
DROP TRIGGER case_told_has_event ON cases_case;
DROP FUNCTION cases_check_told();
CREATE OR REPLACE FUNCTION cases_check_edge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    machine_name text := TG_ARGV[0];
    source_state text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM cases_allowededge e
                   WHERE e.machine = machine_name AND e.source = source_state AND e.target = NEW.state) THEN
        RAISE EXCEPTION 'state of % may not go from "%" to "%"', machine_name, source_state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_agent'),
        ('organizations', '0003_disputes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='标注日')),
            ],
            options={
                'verbose_name': '事项的热点',
                'ordering': ['topic__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='台账')),
                ('file_name', models.CharField(max_length=120, verbose_name='文件')),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField(null=True)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('taken', models.PositiveIntegerField(default=0, verbose_name='可以导入、已导入')),
                ('skipped', models.PositiveIntegerField(default=0, verbose_name='已有')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='拒收')),
                ('rejected', models.JSONField(default=list, verbose_name='拒收的行')),
                ('unknown', models.JSONField(default=list, verbose_name='不认识的列')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已处理')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='没有完成的原因')),
                ('on', models.DateField(verbose_name='日期')),
                ('created_at', models.DateTimeField(default=law.clock.now)),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='检查完')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='确认导入')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成')),
            ],
            options={
                'verbose_name': '台账导入',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True, verbose_name='热点标签')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='什么事项用')),
                ('position', models.PositiveIntegerField(default=100, verbose_name='次序')),
                ('added_on', models.DateField(verbose_name='启用日')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='停用日')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '热点标签',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='course_recorded',
            field=models.BooleanField(default=False, verbose_name='经过随台账导入'),
        ),
        migrations.AddField(
            model_name='importedreply',
            name='served_on',
            field=models.DateField(blank=True, null=True, verbose_name='送达日'),
        ),
        migrations.AddField(
            model_name='petition',
            name='known_repeat',
            field=models.BooleanField(default=False, verbose_name='台账记为重复，原件不在系统内'),
        ),
        migrations.AlterField(
            model_name='extension',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='importedreply',
            name='text',
            field=models.TextField(blank=True, verbose_name='答复'),
        ),
        migrations.AlterField(
            model_name='repeatlink',
            name='linked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('course_recorded', False), ('imported', True), _connector='OR'), name='case_course_comes_with_an_import'),
        ),
        migrations.AddConstraint(
            model_name='repeatlink',
            constraint=models.CheckConstraint(condition=models.Q(('linked_by__isnull', False), ('merged', False), _connector='OR'), name='repeat_joined_by_someone'),
        ),
        migrations.AddField(
            model_name='casetopic',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='cases.case'),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='topic',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casetopic',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.topic'),
        ),
        migrations.AddConstraint(
            model_name='sheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('applied_at__isnull', False), _connector='OR'), name='sheet_applied_before_its_end'),
        ),
        migrations.AddConstraint(
            model_name='sheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('content__isnull', True), _connector='OR'), name='sheet_gone_at_its_end'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='topic_has_a_name'),
        ),
        migrations.AddIndex(
            model_name='casetopic',
            index=models.Index(fields=['topic', 'case'], name='cases_of_topic'),
        ),
        migrations.AddConstraint(
            model_name='casetopic',
            constraint=models.UniqueConstraint(fields=('case', 'topic'), name='case_topic_once'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

"""Rows of the leaders' ledgers that came from an older register: their number, and what such a row need not name."""

from django.conf import settings
from django.db import migrations, models


TABLES = ("hiddenconflict", "backlogentry", "reception", "sponsoredcase")
KEEP = "\n".join(
    f"""CREATE TRIGGER {table}_keeps_its_number BEFORE UPDATE OF register_number ON oversight_{table}
    FOR EACH ROW WHEN (OLD.register_number IS DISTINCT FROM NEW.register_number) EXECUTE FUNCTION cases_keep_mark();"""
    for table in TABLES
)
LET_GO = "\n".join(f"DROP TRIGGER {table}_keeps_its_number ON oversight_{table};" for table in TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_old_registers'),
        ('organizations', '0003_disputes'),
        ('oversight', '0005_disputes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='backlogentry',
            name='backlog_verified_has_its_day',
        ),
        migrations.RemoveConstraint(
            model_name='hiddenconflict',
            name='hidden_conflict_struck_off_has_its_day',
        ),
        migrations.RemoveConstraint(
            model_name='reception',
            name='reception_published_has_its_day',
        ),
        migrations.RemoveConstraint(
            model_name='sponsoredcase',
            name='sponsored_work_has_a_plan',
        ),
        migrations.RemoveConstraint(
            model_name='sponsoredcase',
            name='sponsored_check_was_asked_for',
        ),
        migrations.RemoveConstraint(
            model_name='sponsoredcase',
            name='sponsored_accepted_by_someone',
        ),
        migrations.AddField(
            model_name='backlogentry',
            name='register_number',
            field=models.CharField(blank=True, max_length=80, verbose_name='原台账编号'),
        ),
        migrations.AddField(
            model_name='hiddenconflict',
            name='register_number',
            field=models.CharField(blank=True, max_length=80, verbose_name='原台账编号'),
        ),
        migrations.AddField(
            model_name='reception',
            name='register_number',
            field=models.CharField(blank=True, max_length=80, verbose_name='原台账编号'),
        ),
        migrations.AddField(
            model_name='sponsoredcase',
            name='register_number',
            field=models.CharField(blank=True, max_length=80, verbose_name='原台账编号'),
        ),
        migrations.AddConstraint(
            model_name='backlogentry',
            constraint=models.UniqueConstraint(condition=models.Q(('register_number', ''), _negated=True), fields=('register_number',), name='backlog_of_register_once'),
        ),
        migrations.AddConstraint(
            model_name='backlogentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'verified'), _negated=True), models.Q(('verified_on__isnull', False), models.Q(('verified_by__isnull', False), models.Q(('register_number', ''), _negated=True), _connector='OR')), _connector='OR'), name='backlog_verified_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='hiddenconflict',
            constraint=models.UniqueConstraint(condition=models.Q(('register_number', ''), _negated=True), fields=('register_number',), name='hidden_conflict_of_register_once'),
        ),
        migrations.AddConstraint(
            model_name='hiddenconflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'struck_off'), _negated=True), models.Q(('struck_off_on__isnull', False), models.Q(('verified_by__isnull', False), models.Q(('register_number', ''), _negated=True), _connector='OR')), _connector='OR'), name='hidden_conflict_struck_off_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.UniqueConstraint(condition=models.Q(('register_number', ''), _negated=True), fields=('register_number',), name='reception_of_register_once'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'cancelled']), models.Q(('published_by__isnull', False), ('published_on__isnull', False)), models.Q(('register_number', ''), _negated=True), _connector='OR'), name='reception_published_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='sponsoredcase',
            constraint=models.UniqueConstraint(condition=models.Q(('register_number', ''), _negated=True), fields=('register_number',), name='sponsored_of_register_once'),
        ),
        migrations.AddConstraint(
            model_name='sponsoredcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['working', 'checking', 'accepted']), _negated=True), models.Q(('planned_on__isnull', False), models.Q(('plan', ''), _negated=True)), models.Q(('register_number', ''), _negated=True), _connector='OR'), name='sponsored_work_has_a_plan'),
        ),
        migrations.AddConstraint(
            model_name='sponsoredcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['checking', 'accepted']), _negated=True), models.Q(('requested_by__isnull', False), ('requested_on__isnull', False), models.Q(('resolution', ''), _negated=True)), models.Q(('register_number', ''), _negated=True), _connector='OR'), name='sponsored_check_was_asked_for'),
        ),
        migrations.AddConstraint(
            model_name='sponsoredcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('checked_by__isnull', False), ('checked_on__isnull', False), ('checked_unit__isnull', False)), models.Q(models.Q(('register_number', ''), _negated=True), ('checked_on__isnull', False)), _connector='OR'), name='sponsored_accepted_by_someone'),
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]

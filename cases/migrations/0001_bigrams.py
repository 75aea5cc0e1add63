"""bigrams(text): the distinct windows of two characters, for Chinese search by GIN (design D10)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION bigrams(source text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT substr(source, n, 2)), '{}')
    FROM generate_series(1, char_length(source) - 1) AS n
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION bigrams(text)")]

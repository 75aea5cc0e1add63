"""N cases in bulk by set SQL, as the schema's owner with triggers asleep; the shape of real work, no real word.

Two and a half years of them: those of the last sixty days are open, and of the older ones one in forty, overdue.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import dj_database_url
from django.conf import settings
from django.db import connection

from cases.models import Topic
from organizations.models import Unit

#: Beginnings and ends of titles; two-character words of very different frequency.
THINGS = ["小区电梯", "村道路灯", "征地补偿", "农民工资", "污水倒灌", "学区划分", "低保复核", "夜间噪声", "宅基纠纷", "医保报销",
          "物业收费", "公交线路", "农田灌溉", "退休待遇", "违法建设", "井盖破损"]  # fmt: skip
TROUBLES = [
    "长期没有解决",
    "多次反映无人管",
    "请求尽快处理",
    "答复与事实不符",
    "要求公开依据",
    "希望给个说法",
    "影响日常生活",
]

#: Contents and aims of a county; a picture of them is as wide as a real one.
CATEGORIES = ["城乡建设/住房保障与房地产", "城乡建设/城市建设和市政管理", "国土资源/土地征收", "农村农业/村务管理", "劳动和社会保障/劳动报酬",
              "教育文体/义务教育", "民政/社会救助", "交通运输/道路建设", "环境保护/噪声污染", "卫生计生/医疗保障", "政法/其他"]  # fmt: skip
PURPOSES = ["grievance", "grievance", "grievance", "grievance", "suggestion", "consultation"]

FILL = """
INSERT INTO cases_case (number, title, summary, state, purpose, category, place_id, place_text, flags, in_compartment, received_on,
                        receiving_unit_id, imported, course_recorded, closed_on, version, created_at)
SELECT format('330999-2-%%s-%%s', to_char(d, 'YYYYMMDD'), lpad(n::text, 7, '0')),
       (%(things)s::text[])[1 + n %% %(n_things)s] || (%(troubles)s::text[])[1 + (n / 7) %% %(n_troubles)s],
       '住在' || (n %% 977) || '号的居民说，' || (%(things)s::text[])[1 + (n * 5) %% %(n_things)s]
           || '的问题从去年拖到现在，' || (%(troubles)s::text[])[1 + (n / 3) %% %(n_troubles)s] || '。',
       CASE WHEN n %% 900 < 60 OR n %% 40 = 0 THEN 'dispatched' ELSE 'closed' END,
       (%(purposes)s::text[])[1 + n %% %(n_purposes)s], (%(categories)s::text[])[1 + (n / 2) %% %(n_categories)s],
       (%(places)s::bigint[])[1 + n %% (%(n_places)s + 1)], '', '{}', false, d,
       %(bureau)s, false, false, CASE WHEN n %% 900 < 60 OR n %% 40 = 0 THEN NULL ELSE d + 50 END, 1, now()
FROM (SELECT n, %(today)s::date - 2 - (n %% 900) AS d FROM generate_series(1, %(cases)s) AS n) AS days;

INSERT INTO cases_petition (case_id, filed_as_id, channel, form, source_level, official_number, received_on, people, anonymous,
    address_clear, oral, skipped_level, procedures, told_before, materials, needs, known_repeat, registered_at)
SELECT id, id, (ARRAY['online','letter','visit','phone'])[1 + id %% 4], '', 'county', '', received_on, 1 + (id %% 7)::int, false, true, false, false,
       '', '', '', '', false, received_on + interval '10 hours'
FROM cases_case;

INSERT INTO cases_claim (case_id, "order", text, category, route, way, decided_on, decided_by_id, reason)
SELECT id, 1, title, category, 'petition', 'forward', received_on + 2, %(officer)s, '' FROM cases_case;

INSERT INTO cases_casetopic (case_id, topic_id, "on")
SELECT c.id, (%(topics)s::bigint[])[1 + c.id %% %(n_topics)s], c.received_on FROM cases_case c WHERE c.id %% 12 = 0;

INSERT INTO cases_handling (claim_id, unit_id, role, state, route, assigned, direct, first_responsible, designated, sent_on, arrived_on,
    notice_exempt, accepted_on, presumed, ended_on, version)
SELECT c.id, (%(units)s::bigint[])[1 + c.id %% %(n_units)s], 'lead',
       CASE WHEN f.state = 'closed' THEN 'concluded' WHEN f.received_on > %(today)s::date - 14 THEN 'arrived' ELSE 'accepted' END,
       'petition', false, false, true, false, f.received_on + 2, f.received_on + 2, false,
       CASE WHEN f.state = 'closed' OR f.received_on <= %(today)s::date - 14 THEN f.received_on + 6 END, false, f.closed_on, 1
FROM cases_claim c JOIN cases_case f ON f.id = c.case_id;

INSERT INTO cases_deadline (case_id, handling_id, unit_id, period, duty, organ, started_on, extended, hearing, nominal_on, due_on,
    provisional, period_version, calendar_version, met_on, void_reason, not_recorded)
SELECT f.id, NULL, f.receiving_unit_id, 'forwarding', true, '', f.received_on, 0, 0, f.received_on + 15, f.received_on + 15, false,
       'forwarding@2022-05-01', '1', f.received_on + 2, '', false FROM cases_case f
UNION ALL
SELECT f.id, h.id, h.unit_id, 'notice', true, '', h.arrived_on, 0, 0, h.arrived_on + 15, h.arrived_on + 15, false,
       'notice@2022-05-01', '1', h.accepted_on, '', false
FROM cases_handling h JOIN cases_claim c ON c.id = h.claim_id JOIN cases_case f ON f.id = c.case_id
UNION ALL
SELECT f.id, h.id, h.unit_id, 'handling', true, '', h.accepted_on, 0, 0, h.accepted_on + 60, h.accepted_on + 60, false,
       'handling@2022-05-01', '1', CASE WHEN h.ended_on IS NULL THEN NULL ELSE h.ended_on - (h.id %% 5)::int END, '', false
FROM cases_handling h JOIN cases_claim c ON c.id = h.claim_id JOIN cases_case f ON f.id = c.case_id
WHERE h.accepted_on IS NOT NULL;

INSERT INTO cases_caseevent (case_id, claim_id, handling_id, act, from_state, to_state, case_state, by_id, unit_id, "on",
    recorded_at, backdated, data)
SELECT f.id, c.id, h.id, acts.act, '', h.state, f.state, %(officer)s, %(bureau)s, f.received_on + acts.after,
    f.received_on + acts.after + interval '11 hours', false, '{}'
FROM cases_case f JOIN cases_claim c ON c.case_id = f.id JOIN cases_handling h ON h.claim_id = c.id
CROSS JOIN (VALUES ('register', 0), ('forward', 2), ('accept', 6)) AS acts(act, after)
WHERE acts.act <> 'accept' OR h.accepted_on IS NOT NULL;
"""


@contextmanager
def owner() -> Iterator[Any]:
    given: dict[str, Any] = dict(dj_database_url.parse(settings.DATABASE_OWNER_URL))
    own = connection.copy()
    own.settings_dict.update({name: given[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})
    try:
        with own.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            yield cursor
    finally:
        own.close()


def build(
    cases: int, *, today: date, bureau: int, officer: int, units: list[int], tell: Callable[[str], None]
) -> None:
    """Fill an empty database with ``cases`` cases, three clocks and three events each, and gather statistics."""
    places = list(Unit.objects.filter(kind="township").order_by("pk").values_list("pk", flat=True))
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    values = {
        "categories": CATEGORIES, "n_categories": len(CATEGORIES), "purposes": PURPOSES, "n_purposes": len(PURPOSES),
        "places": places, "n_places": len(places), "topics": topics, "n_topics": len(topics),
        "cases": cases, "today": today, "bureau": bureau, "officer": officer, "units": units, "n_units": len(units),
        "things": THINGS, "n_things": len(THINGS), "troubles": TROUBLES, "n_troubles": len(TROUBLES),
    }  # fmt: skip
    with owner() as cursor:
        for statement in FILL.split(";\n\n"):
            cursor.execute(statement, values)
            tell(f"  {statement.split('(')[0].split()[2]}：{cursor.rowcount} 行")
        for table in ("case", "petition", "claim", "casetopic", "handling", "deadline", "caseevent"):
            cursor.execute(  # table names are the seven above
                f"SELECT setval(pg_get_serial_sequence('cases_{table}', 'id'), (SELECT max(id) FROM cases_{table}))"  # noqa: S608
            )
        cursor.execute("ANALYZE")

"""What must be true of the tables after every step, whatever was done: each query finds the rows that break it."""

#: Name → SQL that returns the offending rows; all of them return none.
INVARIANTS: dict[str, str] = {
    "a closed file owes nothing": """
        SELECT c.number FROM cases_case c JOIN cases_claim k ON k.case_id = c.id JOIN cases_handling h ON h.claim_id = k.id
        WHERE c.state IN ('closed', 'archived')
          AND h.state NOT IN ('concluded', 'returned', 'declined', 'answered', 'transferred', 'withdrawn')""",
    "a closed file has decided every claim": """
        SELECT c.number FROM cases_case c JOIN cases_claim k ON k.case_id = c.id
        WHERE c.state IN ('closed', 'archived') AND k.way = '' AND NOT c.imported""",
    "a file all of whose claims are over is closed": """
        SELECT c.number FROM cases_case c WHERE c.state = 'dispatched'
          AND NOT EXISTS (SELECT 1 FROM cases_claim k WHERE k.case_id = c.id AND k.way = '')
          AND NOT EXISTS (SELECT 1 FROM cases_claim k JOIN cases_handling h ON h.claim_id = k.id WHERE k.case_id = c.id
              AND h.state NOT IN ('concluded', 'returned', 'declined', 'answered', 'transferred', 'withdrawn'))""",
    "an ended handling has its day, a living one none": """
        SELECT id FROM cases_handling
        WHERE (ended_on IS NULL) = (state IN ('concluded', 'returned', 'declined', 'answered', 'transferred', 'withdrawn'))""",
    "an ended handling has no duty running": """
        SELECT d.id, d.period, h.state, h.role FROM cases_deadline d JOIN cases_handling h ON h.id = d.handling_id
        WHERE h.state IN ('returned', 'declined', 'transferred', 'withdrawn', 'concluded') AND d.duty AND d.met_on IS NULL
          AND d.voided_on IS NULL AND d.period NOT IN ('supervision_reply', 'review', 'final_review')""",
    "one lead a claim": """
        SELECT claim_id FROM cases_handling WHERE role = 'lead' AND state <> 'returned' GROUP BY claim_id HAVING count(*) > 1""",
    "the lead comes with the way": """
        SELECT k.id FROM cases_claim k WHERE k.way IN ('forward', 'assign', 'own', 'discipline')
          AND NOT EXISTS (SELECT 1 FROM cases_handling h WHERE h.claim_id = k.id AND h.role = 'lead')""",
    "no unit works on an undecided claim": """
        SELECT k.id FROM cases_claim k JOIN cases_handling h ON h.claim_id = k.id WHERE k.way = '' AND h.state <> 'unrecorded'
          AND h.state <> 'answered'""",
    "a way has its day and its author": """
        SELECT id FROM cases_claim WHERE (way = '') <> (decided_on IS NULL)""",
    "worked in the petition procedure is accepted": """
        SELECT id FROM cases_handling WHERE role = 'lead' AND route = 'petition' AND accepted_on IS NULL
          AND state IN ('accepted', 'signed', 'served', 'concluded', 'simple', 'simple_replied')""",
    "acceptance starts the sixty days on that day": """
        SELECT h.id FROM cases_handling h WHERE h.route = 'petition' AND h.accepted_on IS NOT NULL AND h.role = 'lead'
          AND h.state IN ('accepted', 'signed', 'served')
          AND NOT EXISTS (SELECT 1 FROM cases_deadline d WHERE d.handling_id = h.id AND d.period IN ('handling', 'simple_handling')
                          AND d.started_on >= h.accepted_on)""",
    "no statutory way has sixty days": """
        SELECT d.id FROM cases_deadline d JOIN cases_handling h ON h.id = d.handling_id
        WHERE d.period = 'handling' AND h.route NOT IN ('petition')""",
    "no statutory way can be reviewed": """
        SELECT d.id FROM cases_deadline d JOIN cases_handling h ON h.id = d.handling_id
        WHERE d.period IN ('review_request', 'review', 'final_review') AND h.route <> 'petition'""",
    "presumed on the fifteenth day": """
        SELECT id FROM cases_handling WHERE presumed AND accepted_on <> arrived_on + 15""",
    "served means sent": """
        SELECT h.id FROM cases_handling h WHERE h.state = 'served' AND h.route IN ('petition', 'suggestion')
          AND NOT EXISTS (SELECT 1 FROM cases_service s WHERE s.handling_id = h.id AND s.annulled_on IS NULL)""",
    # returned mail did leave on its day (design §5); of an opinion annulled by its review the old sixty days stay met
    "the sixty days are met on the day the opinion left": """
        SELECT d.id FROM cases_deadline d JOIN cases_service s ON s.handling_id = d.handling_id AND s.annulled_on IS NULL
        WHERE d.period = 'handling' AND d.voided_on IS NULL
          AND d.id = (SELECT max(l.id) FROM cases_deadline l WHERE l.handling_id = d.handling_id AND l.period = 'handling')
          AND d.met_on IS DISTINCT FROM (SELECT min(t.sent_on) FROM cases_service t
              WHERE t.opinion_id = s.opinion_id AND (t.annulled_on IS NULL OR t.returned))""",
    "one opinion stands": """
        SELECT handling_id FROM cases_opinion WHERE annulled_on IS NULL GROUP BY handling_id HAVING count(*) > 1""",
    "signed has an author": "SELECT id FROM cases_opinion WHERE (signed_on IS NULL) <> (signed_by_id IS NULL)",
    "at most one extension of at most thirty days": """
        SELECT handling_id FROM cases_extension WHERE spent_on IS NULL GROUP BY handling_id
        HAVING count(*) > 1 OR max(days) > 30""",
    "only an extension in time moves the last day": """
        SELECT d.id FROM cases_deadline d WHERE d.extended > 0
          AND NOT EXISTS (SELECT 1 FROM cases_extension e WHERE e.handling_id = d.handling_id AND e.in_time AND e.days = d.extended)""",
    "hearing days are left out of the final review alone": """
        SELECT id FROM cases_deadline WHERE hearing > 0 AND period <> 'final_review'""",
    "a period ends after it starts": "SELECT id FROM cases_deadline WHERE nominal_on <= started_on OR due_on < nominal_on",
    "met or void, never both": "SELECT id FROM cases_deadline WHERE met_on IS NOT NULL AND voided_on IS NOT NULL",
    "nothing is met before it starts": "SELECT id FROM cases_deadline WHERE met_on < started_on AND period <> 'notice'",
    "one running period of a kind": """
        SELECT handling_id FROM cases_deadline WHERE met_on IS NULL AND voided_on IS NULL AND handling_id IS NOT NULL
        GROUP BY handling_id, period, organ HAVING count(*) > 1""",
    "the organ's own fifteen days are over once all is decided": """
        SELECT d.id FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id
        WHERE d.handling_id IS NULL AND d.period = 'forwarding' AND d.met_on IS NULL AND d.voided_on IS NULL
          AND NOT d.not_recorded
          AND c.state IN ('dispatched', 'closed', 'archived')""",
    "every file has its petition": """
        SELECT c.id FROM cases_case c LEFT JOIN cases_petition p ON p.filed_as_id = c.id WHERE p.id IS NULL""",
    "a petition is joined only to where its file points": """
        SELECT p.id FROM cases_petition p JOIN cases_case f ON f.id = p.filed_as_id
        WHERE p.case_id <> p.filed_as_id AND f.merged_into_id IS DISTINCT FROM p.case_id""",
    "an unmerged file keeps its petition": """
        SELECT p.id FROM cases_petition p JOIN cases_case f ON f.id = p.filed_as_id
        WHERE p.case_id = p.filed_as_id AND f.merged_into_id IS NOT NULL""",
    "an accusation is sealed": """
        SELECT number FROM cases_case WHERE purpose = 'accusation' AND (NOT in_compartment OR summary <> '' OR title <> '检举控告件（内容封存）')""",
    "no word of an accusation stands in its claims": """
        SELECT k.id FROM cases_claim k JOIN cases_case c ON c.id = k.case_id WHERE c.in_compartment AND k.text <> ''""",
    "no accused unit, nor one below it, works on the accusation": """
        SELECT h.id FROM cases_handling h JOIN cases_claim k ON k.id = h.claim_id JOIN cases_accusedunit a ON a.case_id = k.case_id
        JOIN organizations_unit ua ON ua.id = a.unit_id JOIN organizations_unit uh ON uh.id = h.unit_id
        WHERE starts_with(uh.path, ua.path)""",
    "nobody of the accused holds a grant in force": """
        SELECT g.id FROM cases_compartmentgrant g JOIN cases_accusedunit a ON a.case_id = g.case_id
        JOIN organizations_user u ON u.id = g.user_id JOIN organizations_unit uu ON uu.id = u.unit_id
        JOIN organizations_unit ua ON ua.id = a.unit_id WHERE g.revoked_at IS NULL AND starts_with(uu.path, ua.path)""",
    "no supervision of an accusation": """
        SELECT s.id FROM oversight_supervision s JOIN cases_case c ON c.id = s.case_id WHERE c.in_compartment AND s.signed_on IS NOT NULL""",
    # of a file that turned out to be one, from then on
    "no word about an accusation leaves": """
        SELECT o.id FROM notifications_outbox o JOIN cases_case c ON o.subject LIKE c.number || '%' WHERE c.in_compartment
          AND o."on" > coalesce((SELECT max(e."on") FROM cases_caseevent e WHERE e.case_id = c.id
              AND e.act = 'seal_accusation'), '-infinity')""",
    # how an imported matter came to its unit is not recorded
    "every state a handling came to has its event": """
        SELECT h.id FROM cases_handling h WHERE h.state NOT IN ('arrived', 'returned', 'unrecorded') AND h.role = 'lead'
          AND NOT EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.case_id = (SELECT case_id FROM cases_claim WHERE id = h.claim_id)
                          AND (e.to_state = h.state OR e.act IN ('withdraw', 'transfer_to_discipline')))""",
    "every event of a person names the person's unit": """
        SELECT id FROM cases_caseevent WHERE (by_id IS NULL) <> (unit_id IS NULL)""",
    # of a batch (the import of an older register) there is one record with a digest of its rows (design D14)
    "every event has its record in the chain": """
        SELECT e.act FROM (SELECT act, count(*) n FROM cases_caseevent
              WHERE left(act, 7) <> 'import_' OR act = 'import_message' GROUP BY act) e
        LEFT JOIN (SELECT verb, count(*) n FROM audit_record GROUP BY verb) r ON r.verb = e.act WHERE coalesce(r.n, 0) < e.n""",
    "paper numbers have no gap and no twin": """
        SELECT organ_id, series, year FROM documents_paper WHERE serial IS NOT NULL GROUP BY organ_id, series, year
        HAVING count(*) <> max(serial) OR count(DISTINCT serial) <> count(*)""",
    "file numbers have no twin": "SELECT number FROM cases_case GROUP BY number HAVING count(*) > 1",
    "an opinion signed is a paper": """
        SELECT o.id FROM cases_opinion o JOIN cases_handling h ON h.id = o.handling_id
        WHERE o.signed_on IS NOT NULL AND h.route IN ('petition', 'suggestion')
          AND NOT EXISTS (SELECT 1 FROM cases_casepaper p WHERE p.handling_id = h.id AND p.kind IN ('opinion', 'suggestion_reply'))""",
    "a unit's letter names no petitioner": """
        SELECT p.id FROM cases_casepaper p WHERE p.kind IN ('forwarding_letter', 'assignment_letter', 'reassignment_letter', 'supervision_notice')
          AND p.to_petitioner""",
    "one counting rating": """
        SELECT case_id FROM cases_rating WHERE NOT superseded GROUP BY case_id, organ, handling_id HAVING count(*) > 1""",
    "no staff member rates for the own unit": """
        SELECT r.id FROM cases_rating r JOIN organizations_user u ON u.id = r.entered_by_id JOIN cases_handling h ON h.id = r.handling_id
        WHERE u.unit_id = h.unit_id""",
    "a withdrawal was made sure of by somebody else": """
        SELECT id FROM cases_withdrawal WHERE agreed AND reported_by_id = decided_by_id""",
    "a joined petition's clock runs until the officer confirms": """
        SELECT l.id FROM cases_repeatlink l JOIN cases_petition p ON p.id = l.petition_id
        JOIN cases_deadline d ON d.case_id = p.filed_as_id AND d.period = 'forwarding' AND d.handling_id IS NULL
        WHERE l.merged AND l.undone_on IS NULL AND l.confirmed_on IS NULL AND d.voided_on IS NOT NULL""",
    "a joined petition has no clock of its own once the officer has confirmed": """
        SELECT l.id FROM cases_repeatlink l JOIN cases_petition p ON p.id = l.petition_id
        JOIN cases_deadline d ON d.case_id = p.filed_as_id AND d.handling_id IS NULL
        WHERE l.merged AND l.undone_on IS NULL AND l.confirmed_on IS NOT NULL AND d.met_on IS NULL AND d.voided_on IS NULL
          AND d.duty""",
    "nobody acts on a joined file": """
        SELECT h.id FROM cases_handling h JOIN cases_claim k ON k.id = h.claim_id JOIN cases_case c ON c.id = k.case_id
        WHERE c.merged_into_id IS NOT NULL""",
    # --- 简易办理 ---------------------------------------------------------------------------------------------------
    "simple is never assigned, nor a statutory way": """
        SELECT id FROM cases_handling WHERE state IN ('simple', 'simple_replied') AND (assigned OR role <> 'lead'
          OR route NOT IN ('petition', 'suggestion'))""",
    "a simple matter is told and timed": """
        SELECT h.id FROM cases_handling h WHERE h.state IN ('simple', 'simple_replied')
          AND NOT EXISTS (SELECT 1 FROM cases_simpleprocedure s WHERE s.handling_id = h.id AND s.converted_on IS NULL)""",
    "one period of handling runs, the simple or the ordinary": """
        SELECT handling_id FROM cases_deadline WHERE period IN ('handling', 'simple_handling', 'suggestion_reply')
          AND met_on IS NULL AND voided_on IS NULL GROUP BY handling_id HAVING count(*) > 1""",
    "converted, the sixty days run from the first acceptance": """
        SELECT h.id FROM cases_simpleprocedure s JOIN cases_handling h ON h.id = s.handling_id
        WHERE s.converted_on IS NOT NULL AND h.route = 'petition' AND NOT EXISTS (SELECT 1 FROM cases_deadline d
              WHERE d.handling_id = h.id AND d.period = 'handling' AND d.started_on = h.accepted_on)""",
    "no review of a simple reply": """
        SELECT d.id FROM cases_deadline d JOIN cases_handling h ON h.id = d.handling_id
        WHERE d.period = 'review_request' AND h.state IN ('simple', 'simple_replied')""",
    # --- 复查、复核 (条例第35条、第36条) ------------------------------------------------------------------------------
    "one open review a matter": """
        SELECT handling_id FROM cases_review WHERE state IN ('requested', 'accepted', 'signed') GROUP BY handling_id
        HAVING count(*) > 1""",
    "reviewed once, and once finally": """
        SELECT opinion_id FROM cases_review WHERE state NOT IN ('declined', 'withdrawn') GROUP BY opinion_id, level
        HAVING count(*) > 1""",
    "what is under review was served": """
        SELECT r.id FROM cases_review r JOIN cases_handling h ON h.id = r.handling_id
        WHERE r.state IN ('requested', 'accepted') AND h.state NOT IN ('served', 'concluded')""",
    "the review's thirty days start on the day of receipt": """
        SELECT r.id FROM cases_review r WHERE NOT EXISTS (SELECT 1 FROM cases_deadline d WHERE d.handling_id = r.handling_id
          AND d.period = CASE r.level WHEN 'final' THEN 'final_review' ELSE 'review' END AND d.started_on = r.received_on)""",
    "an open review's clock runs": """
        SELECT r.id FROM cases_review r WHERE r.state IN ('requested', 'accepted', 'signed')
          AND NOT EXISTS (SELECT 1 FROM cases_deadline d WHERE d.handling_id = r.handling_id AND d.met_on IS NULL
              AND d.voided_on IS NULL AND d.period = CASE r.level WHEN 'final' THEN 'final_review' ELSE 'review' END)""",
    "an ended review's clock is over": """
        SELECT d.id FROM cases_deadline d WHERE d.period IN ('review', 'final_review') AND d.met_on IS NULL
          AND d.voided_on IS NULL AND NOT EXISTS (SELECT 1 FROM cases_review r WHERE r.handling_id = d.handling_id
              AND r.state IN ('requested', 'accepted', 'signed'))""",
    "no review is extended": """
        SELECT id FROM cases_deadline WHERE period IN ('review', 'final_review') AND extended > 0""",
    "as many days are left out as the hearings took": """
        SELECT d.id FROM cases_deadline d JOIN cases_review r ON r.handling_id = d.handling_id AND r.level = 'final'
          AND r.received_on = d.started_on AND r.state NOT IN ('declined', 'withdrawn')
        WHERE d.period = 'final_review' AND d.voided_on IS NULL
          AND d.hearing <> (SELECT coalesce(sum(t.last_day - t.first_day), 0) FROM cases_hearingtime t WHERE t.review_id = r.id)""",
    "an annulled opinion is done anew within sixty new days": """
        SELECT r.id FROM cases_review r WHERE r.outcome = 'annulled' AND r.state IN ('signed', 'served')
          AND NOT EXISTS (SELECT 1 FROM cases_deadline d WHERE d.handling_id = r.handling_id AND d.period = 'handling'
              AND d.started_on = r.recorded_on)""",
    "an annulled opinion stands no more, an upheld one stands": """
        SELECT r.id FROM cases_review r JOIN cases_opinion o ON o.id = r.opinion_id
        WHERE (r.outcome = 'annulled' AND r.state IN ('signed', 'served') AND o.annulled_on IS NULL)""",
    "who handled does not review": """
        SELECT r.id FROM cases_review r JOIN cases_handling h ON h.id = r.handling_id JOIN organizations_unit u ON u.id = h.unit_id
        JOIN organizations_unit o ON o.id = r.organ_id WHERE starts_with(o.path, u.path)""",
    # a request that is late for a good reason may come after that, and opens the days of the next step
    "a file was at its end when it was archived": """
        SELECT c.number FROM cases_case c JOIN cases_deadline d ON d.case_id = c.id
        JOIN cases_caseevent e ON e.case_id = c.id AND e.act = 'archive'
        WHERE c.state = 'archived' AND d.period IN ('review_request', 'final_review_request') AND d.met_on IS NULL
          AND d.voided_on IS NULL AND d.due_on >= e.on AND d.started_on <= e.on""",
    # --- 听证 (条例第31条第6项、第36条第2款) --------------------------------------------------------------------------
    "nothing is heard that is decided": """
        SELECT g.id FROM hearings_hearing g JOIN cases_handling h ON h.id = g.handling_id LEFT JOIN cases_review r ON r.id = g.review_id
        WHERE g.state NOT IN ('refused', 'held', 'concluded', 'cancelled')
          AND coalesce(r.state, h.state) <> 'accepted'""",
    "no statutory way is heard": """
        SELECT g.id FROM hearings_hearing g JOIN cases_handling h ON h.id = g.handling_id WHERE h.route <> 'petition'""",
    "no room, no chair, no expert twice at once": """
        SELECT a.id FROM hearings_booking a JOIN hearings_booking b ON a.id < b.id AND a.during && b.during
          AND (a.room_id = b.room_id OR a.chair_id = b.chair_id OR a.expert_id = b.expert_id)
        WHERE a.released_on IS NULL AND b.released_on IS NULL""",
    "what is cancelled or postponed holds nobody": """
        SELECT k.id FROM hearings_booking k JOIN hearings_hearing g ON g.id = k.hearing_id
        WHERE k.released_on IS NULL AND g.state NOT IN ('noticed', 'held', 'concluded')""",
    "a panel is odd": """
        SELECT hearing_id FROM hearings_panelist p JOIN hearings_hearing g ON g.id = p.hearing_id WHERE p.withdrawn_on IS NULL
        GROUP BY hearing_id HAVING count(*) % 2 = 0""",
    # --- 调解 (条例第33条), 争议 (条例第24条), 回避 (条例第28条第3款) ---------------------------------------------------
    "nothing ended is mediated": """
        SELECT m.id FROM cases_mediation m JOIN cases_handling h ON h.id = m.handling_id
        WHERE m.state IN ('handed_over', 'consented') AND h.state IN ('concluded', 'returned', 'declined', 'withdrawn', 'transferred')""",
    "nobody is mediated who did not consent": """
        SELECT id FROM cases_mediation WHERE state IN ('consented', 'agreed', 'performed', 'not_performed')
          AND NOT (voluntary AND within_discretion AND breaks_no_rule)""",
    "a dispute waits with its objection": """
        SELECT d.id FROM cases_dispute d JOIN cases_handling h ON h.id = d.handling_id
        WHERE d.state = 'referred' AND h.state <> 'objected'""",
    "an objection waits only where one was raised": """
        SELECT h.id FROM cases_handling h WHERE (h.state = 'objected')
          <> EXISTS (SELECT 1 FROM cases_objection o WHERE o.handling_id = h.id AND o.decided_on IS NULL)
          AND h.state NOT IN ('withdrawn')""",
    "who stays out of a matter does nothing more in it": """
        SELECT e.id FROM cases_caseevent e JOIN cases_recusal r ON r.case_id = e.case_id AND r.person_id = e.by_id
        JOIN cases_caseevent d ON d.case_id = e.case_id AND d.act = 'decide_recusal' AND (d.data ->> 'recusal')::bigint = r.id
        WHERE r.state = 'ordered' AND e.id > d.id""",
    "one open proposal a claim": """
        SELECT claim_id FROM cases_proposal WHERE decided_on IS NULL GROUP BY claim_id HAVING count(*) > 1""",
    "no outbox row is written twice": "SELECT key FROM notifications_outbox GROUP BY key HAVING count(*) > 1",
    "a 督办 without answer is asked once at a time": """
        SELECT handling_id FROM cases_deadline WHERE period = 'supervision_reply' AND met_on IS NULL AND voided_on IS NULL
        GROUP BY handling_id HAVING count(*) > 1""",
    # a last day that was moved has its stages again (条例第34条: the petitioner was told the new day)
    "nobody reminds twice of one stage of one last day": """
        SELECT deadline_id FROM cases_reminder GROUP BY deadline_id, stage, due_on HAVING count(*) > 1""",
}


def broken(cursor: object) -> list[str]:
    """The names of what does not hold, each with its first row; one round trip for all."""
    asked = " UNION ALL ".join(
        f"SELECT * FROM (SELECT '{name.replace(chr(39), chr(39) * 2)}' AS name, x::text AS row FROM ({sql}) x LIMIT 1) q"
        for name, sql in INVARIANTS.items()
    )
    cursor.execute(asked)  # type: ignore[attr-defined]
    return [f"{name}: {row}" for name, row in cursor.fetchall()]  # type: ignore[attr-defined]

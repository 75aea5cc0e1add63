"""At rest nothing of a person, nor of an accusation, can be read: tables scanned whole, boxes moved, keys changed (T-32)."""

import base64

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    concluded,
    days,
    lived,
    person,
    registered,
    served,
    unit,
)
from django.db import connection
from states import handler

from cases import actions
from cases.actions import Person
from cases.models import Case, CaseEvent, CounselRequest, Petitioner, Proposal, SealedMatter
from cases.policies import NotLawfulNow
from documents import issuing
from documents.models import Paper
from law.terms import Purpose, Role, Route
from notifications import outbox
from organizations import keys, sealed
from organizations.sealed import SealBroken

pytestmark = pytest.mark.django_db

WHO = Person(
    name="欧阳震华", identity="330999197807071234", phone="13988886666", address="望塔街道梧桐巷77号202室"
)
ABOUT_THEM = [WHO.name, WHO.identity, WHO.phone, WHO.address]
WORDS = {
    "title": "举报采购中收受回扣一事",
    "summary": "二〇二五年设备采购中标前三日收受现金两万元整。",
    "place_text": "某局三楼小会议室",
    "procedures": "曾向上级巡视组当面反映此事",
    "told_before": "曾打过巡视热线反映回扣",
    "materials": "回扣转账截图三张",
    "needs": "请勿打我单位的座机",
}
CLAIM = "查处收受回扣的经办干部"
ACCUSED_WORDS = [*WORDS.values(), CLAIM]


def accusation(**changes: object) -> Case:
    return registered(purpose=Purpose.ACCUSATION, claims=[CLAIM], persons=[WHO], accused=[unit("housing")],
                      **(WORDS | changes))  # fmt: skip


def spellings(word: str) -> list[str]:
    """A word as it may stand in a dump: plain, reversed, escaped, in hex and base64 (all three offsets), in UTF-16."""
    raw = word.encode()
    found = [
        word,
        word[::-1],
        word.encode("unicode_escape").decode(),
        raw.hex(),
        word.encode("utf-16-le").hex(),
    ]
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw).decode()
        found.append(coded[4 if offset else 0 :].rstrip("=")[:-2])
    return [spelling for spelling in found if len(spelling) > 3]


def dump() -> dict[str, str]:
    """Every row of every table as text, bytea as hex: what a stolen backup holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT string_agg(t::text, E'\\n') FROM {table} t")
            found[table] = cursor.fetchone()[0] or ""
    return found


def readable(words: list[str]) -> list[tuple[str, str]]:
    rows = {table: text.lower() for table, text in dump().items()}
    return [(table, word) for word in words for spelling in spellings(word)
            for table, text in rows.items() if spelling.lower() in text]  # fmt: skip


def test_the_scan_finds_what_is_there():
    """A scan that finds nothing proves something only if it can find."""
    case = registered(title="公开的标题用来试一试")
    assert ("cases_case", "公开的标题用来试一试") in readable([case.title])
    CaseEvent.objects.create(
        case=case, act="note", case_state=case.state, on=MONDAY, data={"x": "公开的标题用来试一试"}
    )
    paper = Paper.objects.first()
    Paper.objects.filter(pk=paper.pk).update(content_sealed="公开的标题用来试一试".encode())
    found = {table for table, _ in readable(["公开的标题用来试一试"])}
    assert found == {"cases_case", "cases_caseevent", "documents_paper"}


def test_no_petitioner_can_be_read_from_a_whole_life_of_a_file():
    """Papers, events, notices, the outbox, the inbox and the chain included."""
    handling = served(accepted(persons=[WHO]), MONDAY + days(9))
    case = handling.claim.case
    clerk = handler(handling)
    lived(
        MONDAY + days(9),
        actions.note,
        case,
        by=clerk,
        text=f"{WHO.name}来电，住{WHO.address}",
        handling=handling,
    )
    shown = actions.reveal(
        case.own_petition.petitioners.get(), by=person(Role.INTAKE), field="phone", reason="核对电话"
    )
    assert shown == WHO.phone
    concluded(again(handling), MONDAY + days(10))
    outbox.relay()
    for paper in Paper.objects.filter(kind="opinion"):
        issuing.docx(paper)  # bytes are kept from signing on, and are bytes of a person
    assert readable(ABOUT_THEM) == []


def test_no_word_of_an_accusation_can_be_read():
    keeper = person(Role.COMPARTMENT)
    case = accusation()
    lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline"))
    outbox.relay()
    assert readable([*ABOUT_THEM, *ACCUSED_WORDS]) == []
    content = SealedMatter.objects.get(case=case).content
    kept = [content["title"], content["summary"], content["place"], *content["claims"],
            *(content[name] for name in ("procedures", "told_before", "materials", "needs"))]  # fmt: skip
    assert sorted(kept) == sorted(ACCUSED_WORDS)  # nothing was lost either


def test_an_accusation_found_out_later_is_sealed_wherever_it_was_written():
    case = registered(claims=[CLAIM], persons=[WHO], **WORDS)
    officer, counsel = person(Role.SCREENING), person(Role.COUNSEL)
    earlier = concluded(served(accepted(), MONDAY), MONDAY).claim.case
    aside = ["举报回扣，拟存查待核", "举报人所述回扣属实否", "回扣线索应移送纪委", "前件也说回扣"]
    lived(MONDAY, actions.link_repeat, case, earlier=earlier, by=officer, reason=aside[3])
    question = lived(
        MONDAY, actions.ask_counsel, claim_of(case), by=officer, counsel=counsel, question=aside[1]
    )
    lived(MONDAY, actions.give_counsel, question, by=counsel, opinion=aside[2])
    lived(
        MONDAY,
        actions.propose,
        claim_of(case),
        by=officer,
        way="file_away",
        route=Route.PETITION,
        reason=aside[0],
    )
    assert readable(aside) != []
    lived(MONDAY, actions.seal_accusation, case, by=person(Role.INTAKE), accused=[unit("housing")])
    assert readable([*ABOUT_THEM, *ACCUSED_WORDS, *aside]) == []
    assert set(aside) <= set(SealedMatter.objects.get(case=case).content["aside"])
    assert not Proposal.objects.filter(claim__case=case, decided_on=None).exists()
    assert CounselRequest.objects.get(case=case).opinion


def test_what_is_already_with_a_unit_is_not_sealed_whole():
    """条例第30条第3款: a mixed petition is split, the accusation registered by itself (domain §4.3)."""
    case = registered(claims=["修管子", CLAIM])
    lived(MONDAY, actions.forward, case.claims.first(), by=person(Role.SCREENING), route=Route.PETITION,
          to=actions.Destination(unit("housing")))  # fmt: skip
    with pytest.raises(NotLawfulNow, match="另行登记为单独一件"):
        lived(MONDAY, actions.seal_accusation, case, by=person(Role.INTAKE), accused=[])


def test_a_file_others_were_joined_to_is_not_sealed_over_their_heads():
    case, repeat = registered(), registered()
    lived(MONDAY, actions.link_repeat, repeat, earlier=case, by=person(Role.SCREENING), reason="同人同事")
    with pytest.raises(NotLawfulNow, match="先撤销重复认定"):
        lived(MONDAY, actions.seal_accusation, case, by=person(Role.INTAKE), accused=[])


def test_the_discipline_body_writes_nothing_here():
    """Timed and kept by its own rules; what it wrote here would stand unsealed (条例第30条第3款)."""
    keeper = person(Role.COMPARTMENT)
    case = accusation()
    handling = lived(
        MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline")
    )
    member = person(Role.UNIT_HEAD, "discipline")
    for act, words in (
        ("accept", {}),
        ("object_to", {"reason": "不属本委管辖范围的干部"}),
        ("draft_opinion", {"decision": "核查"}),
        ("take_statutory", {"words": {}}),
    ):
        with pytest.raises(NotLawfulNow, match="本系统只记移送日"):
            lived(MONDAY, getattr(actions, act), handling, by=member, **words)


def test_an_accuser_is_found_by_nobodys_name():
    case = accusation()
    rows = Petitioner.objects.filter(petition__filed_as=case).values_list(
        "name_index", "identity_index", "phone_index"
    )
    assert set(rows) == {("", "", "")}
    assert sealed.blind("name", WHO.name) not in dump()["cases_petitioner"]


# --- boxes and keys ----------------------------------------------------------------------------------------------


def test_a_box_moved_to_another_row_does_not_open():
    one = registered(persons=[WHO]).own_petition.petitioners.get()
    two = registered(persons=[Person(name="另一人")]).own_petition.petitioners.get()
    Petitioner.objects.filter(pk=two.pk).update(name_sealed=bytes(one.name_sealed))
    with pytest.raises(SealBroken):
        _ = Petitioner.objects.get(pk=two.pk).name


def test_a_box_moved_to_another_column_does_not_open():
    row = registered(persons=[WHO]).own_petition.petitioners.get()
    row.address_sealed = row.name_sealed
    with pytest.raises(SealBroken):
        _ = row.address


def test_a_note_moved_to_another_file_does_not_open():
    one, two = registered(), registered()
    event = CaseEvent(case=one, act="note", case_state=one.state, on=MONDAY)
    event.note = "只属于本件"
    copied = CaseEvent.objects.create(
        case=two, act="note", case_state=two.state, on=MONDAY, note_sealed=event.note_sealed
    )
    assert event.note == "只属于本件"
    with pytest.raises(SealBroken):
        _ = copied.note


@pytest.mark.parametrize("at", [0, 5, 20, -1])
def test_an_altered_box_does_not_open(at):
    box = bytearray(sealed.seal(b"words", "table.column:1"))
    if at == 0:
        box = box[:-1]
    else:
        box[at] ^= 1
    with pytest.raises(SealBroken):
        sealed.unseal(bytes(box), "table.column:1")


def test_the_same_words_never_look_the_same():
    assert sealed.seal(b"x" * 20, "t.c:1") != sealed.seal(b"x" * 20, "t.c:1")
    assert sealed.blind("name", WHO.name) == sealed.blind("name", f" {WHO.name} ")
    assert sealed.blind("name", "123") != sealed.blind("phone", "123")


@pytest.fixture
def other_keys(settings, tmp_path):
    """Called: from now on the same database is met with another folder of keys."""

    def switch():
        settings.KEYS_DIR = tmp_path / "keys"
        keys.ensure(settings.KEYS_DIR)
        keys.key.cache_clear()
        return settings.KEYS_DIR

    yield switch
    keys.key.cache_clear()


def test_wrong_keys_are_refused_at_the_start_and_open_nothing(other_keys):
    pk = registered(persons=[WHO]).own_petition.petitioners.get().pk
    keys.verify()  # the database knows the first set
    other_keys()
    with pytest.raises(keys.KeyProblem, match="不是同一套"):
        keys.verify()
    with pytest.raises(SealBroken):
        _ = Petitioner.objects.get(pk=pk).name


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "缺失或损坏"),
        (lambda path: path.write_text("no hex"), "缺失或损坏"),
        (lambda path: path.write_text("abcd"), "长度不对"),
        (lambda path: path.chmod(0o644), "chmod 600"),
    ],
)
def test_a_key_file_that_is_harmed_is_refused_with_the_remedy(other_keys, harm, said):
    harm(other_keys() / "seal-1.key")
    with pytest.raises(keys.KeyProblem, match=said):
        keys.key("seal")


def test_keys_are_made_once_and_readable_by_nobody_else(tmp_path):
    keys.ensure(tmp_path)
    first = {path.name: (path.read_text(), path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    keys.ensure(tmp_path)
    assert {
        path.name: (path.read_text(), path.stat().st_mode & 0o777) for path in tmp_path.iterdir()
    } == first
    assert {mode for _, mode in first.values()} == {0o600}
    assert len({text for text, _ in first.values()}) == len(keys.KEYS)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (sealed.mask_name, "陈桂英", "陈*英"),
        (sealed.mask_name, "陈英", "陈*"),
        (sealed.mask_name, "欧阳震华", "欧**华"),
        (sealed.mask_number, "13855552207", "138****2207"),
        (sealed.mask_number, "5551234", "*******"),
    ],
)
def test_what_is_shown_is_masked(mask, value, shown):
    assert mask(value) == shown

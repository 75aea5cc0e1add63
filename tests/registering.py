"""What a browser sends from the registration page, and what its answer says."""

import re
import uuid
from typing import Any

REGISTER = "/register/"
#: A name that occurs nowhere in base data or in the pages themselves.
NAME, OTHER_NAME = "陈桂英", "赵守全"
CLAIM = "把三号楼东边的管子重新接好"


def typed(**changes: Any) -> dict[str, Any]:
    """What a browser sends for one person's visit."""
    fields: dict[str, Any] = {
        "form_key": str(uuid.uuid4()), "channel": "visit", "person_name": [NAME], "person_identity": ["330999196001011428"],
        "person_phone": ["13855552207"], "person_address": ["云城街道桂花苑3号楼102室"], "person_electronic": [""],
        "person_representative": [""], "purpose": "grievance", "claims": [CLAIM, "", ""], "summary": "重铺支管以后，一下大雨就倒灌。",
        "received_on": "2026-03-02", "source_level": "county",
    }  # fmt: skip
    return fields | changes


def people(*names: str, representatives: int = 0) -> dict[str, list[str]]:
    """Rows of persons, the first ``representatives`` of them speaking for the others."""
    return {
        "person_name": list(names),
        "person_identity": [""] * len(names),
        "person_phone": [f"1380000{n:04d}" for n in range(len(names))],
        "person_address": [f"云城街道{n}号" for n in range(len(names))],
        "person_electronic": [""] * len(names),
        "person_representative": ["yes" if n < representatives else "" for n in range(len(names))],
    }


def number_of(response: Any) -> str:
    assert response.status_code == 302, response.content.decode()[:4000]
    return response["Location"].strip("/").split("/")[-1]


def code_on(page: str) -> list[str]:
    return re.findall(r"<b>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z])</b>", page)

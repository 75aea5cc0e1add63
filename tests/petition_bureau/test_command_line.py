"""Wrong use of the command line itself: exit 2, with the remedy in Chinese (design 4)."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from law import clock
from petition_bureau import installation
from petition_bureau.servers import Folder, UnfitFolder

ROOT = Path(__file__).parents[2]


def test_an_unknown_command_is_wrong_use():
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "rate"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有命令 rate" in done.stderr


def test_the_day_of_the_installation_is_a_day(tmp_path, monkeypatch):
    assert clock.installed_day({"PETITION_TODAY": "2026-03-02"}) == date(2026, 3, 2)
    assert clock.installed_day({"PETITION_TODAY": ""}) is None
    with pytest.raises(ValueError, match="PETITION_TODAY：soon 不是日期"):
        clock.installed_day({"PETITION_TODAY": "soon"})
    folder = Folder(tmp_path)
    folder.make()
    monkeypatch.setenv("PETITION_TODAY", "soon")
    with pytest.raises(ValueError, match="PETITION_TODAY"):
        installation.environment(folder, {})
    done = subprocess.run(
        [ROOT / "bin/demo", "--data", tmp_path / "new"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "PETITION_TODAY" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_file_is_no_data_folder(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    with pytest.raises(UnfitFolder, match="请用 --data 指定"):
        Folder(plain).make()
    done = subprocess.run(
        [ROOT / "bin/manage", "doctor", "--data", plain], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "请用 --data 指定" in done.stderr

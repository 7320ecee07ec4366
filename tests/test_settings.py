import os
import subprocess
import sys
from pathlib import Path

from index.settings import Settings, prepare


def test_the_cache_folder_is_the_one_that_is_named(tmp_path: Path) -> None:
    assert Settings.read({"POLICYQA_CACHE": str(tmp_path)}).cache == tmp_path


def test_without_a_name_the_cache_is_in_the_users_own_cache_folder() -> None:
    cache = Settings.read({}).cache
    assert cache.is_absolute()
    assert "policyqa" in cache.parts


def test_language_follows_the_variable_then_the_locale_in_its_order() -> None:
    assert Settings.read({"POLICYQA_LANG": "zh", "LANG": "en_US.UTF-8"}).language == "zh"
    assert Settings.read({"POLICYQA_LANG": "en", "LANG": "zh_CN.UTF-8"}).language == "en"
    assert Settings.read({"LANG": "zh_CN.UTF-8"}).language == "zh"
    assert Settings.read({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}).language == "en"
    assert Settings.read({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"}).language == "zh"
    assert Settings.read({"LANG": "de_DE.UTF-8"}).language == "en"


def test_the_hub_is_asked_only_where_offline_is_switched_off() -> None:
    assert not Settings.read({}).hub_allowed
    assert not Settings.read({"HF_HUB_OFFLINE": "1"}).hub_allowed
    assert Settings.read({"HF_HUB_OFFLINE": "0"}).hub_allowed


def test_preparing_never_replaces_what_the_user_has_set() -> None:
    environment = {"OMP_WAIT_POLICY": "ACTIVE"}
    prepare(environment)
    assert environment["OMP_WAIT_POLICY"] == "ACTIVE"
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert environment["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_importing_the_settings_prepares_the_process_and_loads_nothing_heavy(root: Path) -> None:
    program = (
        "import os, sys, index.settings\n"
        "assert os.environ['OMP_WAIT_POLICY'] == 'PASSIVE'\n"
        "assert not {'torch', 'numpy', 'faiss', 'openvino', 'gradio'} & set(sys.modules), sys.modules\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "OMP_WAIT_POLICY"}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root, env=environment)

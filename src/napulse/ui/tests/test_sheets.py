"""Style sheets are apart while we work on them and one file when they are served."""

from pathlib import Path
from shutil import copytree

import pytest
from django.template import Context, Template

from napulse.ui import sheets, storage

STATIC = Path(sheets.__file__).parent / "static"


@pytest.fixture
def collected(tmp_path: Path) -> storage.HashedStorage:
    """Our own files as `collectstatic` leaves them before it gives them their names."""
    copytree(STATIC, tmp_path, dirs_exist_ok=True)
    return storage.HashedStorage(location=tmp_path, base_url="/static/")


def names_in(folder: Path) -> list[str]:
    return [str(p.relative_to(folder)) for p in sorted(folder.rglob("*")) if p.is_file()]


def test_collected_sheets_are_one_file_in_the_order_of_the_cascade(
    collected: storage.HashedStorage, tmp_path: Path
) -> None:
    paths = {name: (collected, name) for name in names_in(tmp_path)}

    list(collected.post_process(paths))

    whole = (tmp_path / sheets.TOGETHER).read_text("utf-8")
    assert whole == "\n".join((tmp_path / name).read_text("utf-8") for name in sheets.APART)
    served = (tmp_path / collected.hashed_files[sheets.TOGETHER]).read_text("utf-8")
    assert served.count(collected.hashed_files["vendor/inter-latin.woff2"].split("/")[-1]) == 1


def test_a_page_links_to_the_one_file_once_it_is_collected(
    collected: storage.HashedStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(collected.post_process({name: (collected, name) for name in names_in(tmp_path)}))
    monkeypatch.setattr(sheets, "staticfiles_storage", collected)

    assert sheets.sheets() == (sheets.TOGETHER,)


def test_a_page_links_to_each_sheet_while_none_is_collected() -> None:
    html = Template("{% style_sheets %}").render(Context())

    assert html.count("<link") == len(sheets.SHEETS)
    assert html.index("/static/ui/css/tokens.css") < html.index("/static/ui/css/print.css")

"""Files of chats on the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dockline.domain.ids import ChatId, new_id
from dockline.domain.space import ChatPolicy
from dockline.services import chat_files
from dockline.services.chat_files import ChatFiles, FileRefused, NoSuchFile

CHAT = ChatId(new_id())


async def test_a_file_is_there_again_for_another_server(tmp_path: Path) -> None:
    view = await ChatFiles(tmp_path).save(CHAT, "a.txt", "", b"hello", ChatPolicy())
    assert await ChatFiles(tmp_path).read(CHAT, view.attachment_id) == (view, b"hello")


async def test_a_file_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    view = await files.save(CHAT, "a.txt", "", b"hello", ChatPolicy())
    for name in (view.attachment_id, view.attachment_id + ".json"):
        path = tmp_path / CHAT / name
        kept = path.read_bytes()
        path.unlink()
        with pytest.raises(NoSuchFile):
            await files.read(CHAT, view.attachment_id)
        path.write_bytes(kept)
    (tmp_path / CHAT / f"{view.attachment_id}.json").write_bytes(b"{broken")
    with pytest.raises(NoSuchFile):
        await files.find(CHAT, view.attachment_id)


@pytest.mark.parametrize("bad", ["..", "../x", "", "a" * 36, "/etc/passwd", "x/" + "a" * 34])
async def test_what_is_no_id_is_no_file(tmp_path: Path, bad: str) -> None:
    files = ChatFiles(tmp_path / "files")
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(NoSuchFile):
        await files.find(CHAT, bad)
    with pytest.raises(NoSuchFile):
        await files.find(ChatId(bad), new_id())


async def test_files_that_are_sent_together_are_all_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ChatFiles(tmp_path)
    (tmp_path / CHAT).mkdir()
    (tmp_path / CHAT / f"{new_id()}.part").write_bytes(b"another")
    listed = Path.iterdir

    def another_is_done(folder: Path) -> Iterator[Path]:
        found = list(listed(folder))
        for one in found:
            if one.suffix == ".part":
                one.replace(one.with_suffix(""))
        return iter(found)

    monkeypatch.setattr(Path, "iterdir", another_is_done)
    view = await files.save(CHAT, "a.txt", "", b"hello", ChatPolicy())
    assert await files.read(CHAT, view.attachment_id) == (view, b"hello")


async def test_a_chat_has_so_many_files_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ChatFiles(tmp_path)
    small = ChatPolicy(attachment_bytes=100)
    for _ in range(2):
        await files.save(CHAT, "a.txt", "", b"x" * 100, small)
    monkeypatch.setattr(chat_files, "MOST_OF_LARGEST", 3)
    with pytest.raises(FileRefused):
        await files.save(CHAT, "a.txt", "", b"x" * 100, small)
    monkeypatch.setattr(chat_files, "MOST_OF_LARGEST", 20)
    monkeypatch.setattr(chat_files, "MOST_FILES", 2)
    with pytest.raises(FileRefused):
        await files.save(CHAT, "a.txt", "", b"x", small)
    await files.save(ChatId(new_id()), "a.txt", "", b"x", small)

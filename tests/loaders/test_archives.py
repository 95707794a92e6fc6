"""A zip archive is read as a folder: nothing is unpacked to the disk, and what is wrong with it is one line."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from loaders import LoaderError, archives, folders
from loaders.formats import read

PLAN = "# 云溪市科技创新规划\n\n支持云溪高新区发展智能装备产业。\n".encode()


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive with these members, their names as they are."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, method
            archive.writestr(info, content)
    return path


def renamed(path: Path, old: bytes, new: bytes, flags: int = 0) -> Path:
    """The archive with the bytes of a name replaced, and the flags of all members set: names as no library of ours writes them."""
    assert len(old) == len(new)
    data = bytearray(path.read_bytes().replace(old, new))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            struct.pack_into("<H", data, start + at, flags)
            start = data.find(mark, start + 4)
    path.write_bytes(data)
    return path


def said(path: Path) -> list[str]:
    return [problem.message for problem in folders.find([path]).problems]


def test_the_members_of_an_archive_are_read_in_place(tmp_path: Path) -> None:
    path = packed(tmp_path / "plans.zip", {"2021/plan.md": PLAN, "简报.txt": "云溪市支持新材料产业。".encode("gb18030")})
    found = folders.find([path])
    assert [file.relative_to(path).as_posix() for file in found.files] == ["2021/plan.md", "简报.txt"]
    documents = [read(file) for file in found.files]
    assert [document.id for document in documents] == ["plan", "简报"]
    assert documents[0].source == PLAN.decode()
    assert [file.name for file in tmp_path.iterdir()] == ["plans.zip"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_member_is_the_same_bytes_as_the_file(method: int, tmp_path: Path) -> None:
    packed(tmp_path / "a.zip", {"plan.md": PLAN}, method)
    (tmp_path / "plan.md").write_bytes(PLAN)
    assert read(tmp_path / "a.zip" / "plan.md") == read(tmp_path / "plan.md")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_flag_of_utf_8_are_read_as_chinese(encoding: str, tmp_path: Path) -> None:
    name = "规划/云溪市.md".encode(encoding)
    path = renamed(packed(tmp_path / "a.zip", {"x" * len(name): PLAN}), b"x" * len(name), name)
    assert [file.relative_to(path).as_posix() for file in folders.find([path]).files] == ["规划/云溪市.md"]
    assert read(path / "规划" / "云溪市.md").id == "云溪市"


def test_what_systems_put_into_archives_is_no_plan(tmp_path: Path) -> None:
    junk = dict.fromkeys(("__MACOSX/._plan.md", ".DS_Store", "~$plan.md", "a/.hidden/plan.md", "Thumbs.db", "a/desktop.ini"), b"x")
    found = folders.find([packed(tmp_path / "a.zip", {"plan.md": PLAN, "a/": b"", **junk, "图.png": b"x"})])
    assert [path.name for path in found.files] == ["plan.md"]
    assert [path.name for path in found.left_out] == ["图.png"]
    assert not found.problems


EVIL = ["../out.md", "a/../../out.md", "/etc/out.md", "C:/out.md", "C:\\out.md", "..\\out.md", "\\\\server\\out.md", "o\0ut.md", ".."]


@pytest.mark.parametrize("name", EVIL)
def test_a_member_whose_name_leads_out_is_named_and_touches_no_disk(name: str, tmp_path: Path) -> None:
    mark = "x" * len(name)
    path = renamed(packed(tmp_path / "a.zip", {mark: PLAN, "good.md": PLAN}), mark.encode(), name.encode(), 1 << 11)
    (message,) = said(path)
    assert "越出" in message
    assert repr(name.replace("\\", "/"))[1:-1] in message
    assert [file.name for file in folders.find([path]).files] == ["good.md"]
    assert [file.name for file in tmp_path.rglob("*")] == ["a.zip"]


def test_many_bad_members_are_one_line(tmp_path: Path) -> None:
    names = [f"../out{number}.md" for number in range(500)]
    (message,) = said(packed(tmp_path / "a.zip", dict.fromkeys(names, PLAN)))
    assert "500" in message
    assert len(message) < 300


def bombs() -> dict[str, dict[str, bytes]]:
    return {
        "one member that grows a thousand times": {"bomb.md": bytes(40 << 20)},
        "too many members": {f"{number}.md": b"" for number in range(archives.MOST_MEMBERS + 1)},
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_named_and_not_unpacked(name: str, tmp_path: Path) -> None:
    (message,) = said(packed(tmp_path / "a.zip", bombs()[name]))
    assert "过大" in message


def test_members_that_claim_to_be_small_or_that_overlap_are_not_believed(tmp_path: Path) -> None:
    """A member of 40 MB says that it has 100 bytes; and a directory names one member many times over."""
    path = packed(tmp_path / "a.zip", {"plan.md": bytes(40 << 20)})
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    path.write_bytes(data)
    with pytest.raises(LoaderError, match="损坏"):
        read(path / "plan.md")
    total = io.BytesIO()
    with zipfile.ZipFile(total, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", PLAN * 9000)
        archive.infolist()[0].file_size = 900_000
        archive.filelist.extend(archive.filelist * 2000)
    (tmp_path / "b.zip").write_bytes(total.getvalue())
    (message,) = said(tmp_path / "b.zip")
    assert "过大" in message


def test_encrypted_members_and_archives_in_archives_are_named(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"plan.md": PLAN}).read_bytes()
    path = renamed(packed(tmp_path / "a.zip", {"plan.md": PLAN, "locked.md": PLAN}), b"locked.md", b"locked.md", 1)
    (message,) = said(path)
    assert "加了密" in message
    assert "locked.md" in message
    with pytest.raises(LoaderError, match="加了密"):
        read(path / "plan.md")
    (message,) = said(packed(tmp_path / "b.zip", {"more.zip": inner, "plan.md": PLAN}))
    assert "more.zip 是压缩包里的压缩包" in message


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.97])
def test_an_archive_that_is_cut_off_is_named(kept: float, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"plan.md": PLAN, "other.md": PLAN})
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    (message,) = said(path)
    assert "损坏" in message
    assert "a.zip" in message


def test_damaged_bytes_of_a_member_are_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"plan.md": PLAN})
    data = bytearray(path.read_bytes())
    data[50] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(LoaderError, match="损坏"):
        read(path / "plan.md")


def test_a_member_that_is_not_there_and_an_office_document_called_zip_are_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"plan.md": PLAN})
    with pytest.raises(LoaderError, match="不在压缩包里"):
        read(path / "other.md")
    (message,) = said(packed(tmp_path / "b.zip", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}))
    assert "办公文档" in message


def test_a_file_is_gone_only_when_that_is_certain(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"plan.md": PLAN})
    assert not folders.is_gone(path / "plan.md")
    assert folders.is_gone(path / "other.md")
    path.write_bytes(b"PK\x03\x04 half copied")
    assert not folders.is_gone(path / "plan.md")
    path.unlink()
    assert folders.is_gone(path / "plan.md")

"""Sealing: what was changed, put elsewhere or sealed with another key does not open; keys lie in a file of their own."""

import stat
from pathlib import Path
from threading import Thread

import pytest

from app.core.backup import backup, restore
from app.core.db import Database
from app.core.errors import Invalid
from app.core.sealing import Broken, Keyring, NoKey, new_data_key, seal, unseal
from app.core.site import Site

pytestmark = pytest.mark.own_database
TEXT = "报价一百二十八万元".encode()


def test_what_is_sealed_opens_as_what_it_is_and_with_its_key_alone() -> None:
    key = new_data_key()
    sealed = seal(key, TEXT, "bid:a:1")
    assert TEXT not in sealed
    assert seal(key, TEXT, "bid:a:1") != sealed
    assert unseal(key, sealed, "bid:a:1") == TEXT
    for wrong in (seal(new_data_key(), TEXT, "bid:a:1"), seal(key, TEXT, "bid:a:2"), seal(key, TEXT, "bid:b:1"), b""):
        with pytest.raises(Broken):
            unseal(key, wrong, "bid:a:1")


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_flipped_bit_is_noticed(place: int) -> None:
    key = new_data_key()
    sealed = bytearray(seal(key, TEXT, "bid:a:1"))
    sealed[place] ^= 1
    with pytest.raises(Broken):
        unseal(key, bytes(sealed), "bid:a:1")


def test_a_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "seal.key"
    rings = [Keyring(path, make=True) for _ in range(8)]
    threads = [Thread(target=ring.names) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({ring.names() for ring in rings}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["seal.key"]
    assert rings[0].trouble() == ""
    path.chmod(0o644)
    assert "600" in rings[0].trouble()


def test_an_older_key_opens_what_it_sealed(tmp_path: Path) -> None:
    path = tmp_path / "seal.key"
    data_key = new_data_key()
    name, wrapped = Keyring(path, make=True).wrap(data_key, "bid:a:key")
    path.write_text(f"{'ab' * 32}\n{path.read_text()}")
    renewed = Keyring(path)
    assert renewed.names()[1] == name
    assert renewed.unwrap(name, wrapped, "bid:a:key") == data_key
    assert renewed.wrap(data_key, "bid:a:key")[0] != name
    with pytest.raises(Broken):
        renewed.unwrap(name, wrapped, "bid:b:key")


@pytest.mark.parametrize("content", [None, "", "zz" * 32, "ab" * 31])
def test_without_a_key_nothing_is_sealed_and_it_is_said_why(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "seal.key"
    if content is not None:
        path.write_text(content)
    ring = Keyring(path)
    assert str(path) in ring.trouble()
    with pytest.raises(NoKey):
        ring.wrap(new_data_key(), "bid:a:key")
    path.write_text("ab" * 32)
    with pytest.raises(NoKey):
        ring.unwrap("another", b"", "bid:a:key")


def test_a_restore_asks_for_the_key(site: Site, tmp_path: Path) -> None:
    sealed = site.blobs.sealed.put(b"ciphertext")
    report = backup(site.database, site.blobs.folder, tmp_path / "a.tar", site.seals.names())
    assert report["files"] == 0  # how much is sealed nobody counts
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with pytest.raises(Invalid, match="JINGHE_SEAL_KEY_FILE"):
        restore(other, tmp_path / "files", tmp_path / "a.tar", seal_keys=["another"])
    assert not (tmp_path / "files").exists()
    restore(other, tmp_path / "files", tmp_path / "a.tar", seal_keys=site.seals.names())
    assert (tmp_path / "files" / "sealed" / sealed[:2] / sealed).read_bytes() == b"ciphertext"
    other.close()

"""Names as keys: one for telling two spellings of a name apart from two names, one for putting Chinese in order."""

import unicodedata

from matching.characters import nfkc

KEY_LENGTH = 120
SORT_LENGTH = 400


def name_key(name: str) -> str:
    """What two spellings of one name share: width, case, blanks and punctuation are gone.

    A name of nothing but signs keeps them, so that it does not equal every other such name.
    """
    plain = nfkc(name).casefold()
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LNM")
    return (letters or "".join(plain.split()))[:KEY_LENGTH]


def sort_key(name: str) -> str:
    """Pinyin without tones for Han characters, lower case for the rest.

    No Postgres wheel has a Chinese collation and SQLite has none, so the order is stored.
    """
    from pypinyin import lazy_pinyin  # 60 MB of phrases, only where names are written

    return " ".join(lazy_pinyin(nfkc(name).lower()[:SORT_LENGTH]))[:SORT_LENGTH]

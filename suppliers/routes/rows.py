"""Adding and removing repeated rows without scripting: the page comes back with everything typed and one row more or
less."""

import re
from typing import Any

from app.core.forms import Form

_REMOVED = re.compile(r"(\w+)-(\d{1,3})")


def edited_rows(form: Form[Any]) -> dict[str, int]:
    """Which rows a button of the page asked for, as spare rows by name; empty when it was another button.

    A removed row is taken out of `form.raw`. Errors are forgotten: nobody has asked to save yet.
    """
    added, removed = form.value("add_row"), _REMOVED.fullmatch(form.value("remove_row"))
    if not added and removed is None:
        return {}
    for name in ("add_row", "remove_row"):
        form.raw.pop(name, None)
    form.found.clear()
    if removed is None:
        return {added: 1}
    prefix = f"{removed[1]}-{removed[2]}-"
    for name in [name for name in form.raw if name.startswith(prefix)]:
        del form.raw[name]
    return {removed[1]: 0}

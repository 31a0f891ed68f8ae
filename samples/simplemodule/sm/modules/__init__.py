"""The modules: a web process serves all of them, a worker only those whose tasks it does.

A module is a package here, with `routes` where it answers requests and `tasks` where it works in the background.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from sm.settings import SettingError, optional

KNOWN = sorted(module.name for module in pkgutil.iter_modules(__path__))


def enabled() -> list[str]:
    """The modules of SM_MODULES_ENABLED, by default all."""
    names = [name.strip() for name in optional("SM_MODULES_ENABLED", ",".join(KNOWN)).split(",")]
    for name in names:
        if name not in KNOWN:
            raise SettingError(f"SM_MODULES_ENABLED names {name!r}: expected some of {', '.join(KNOWN)}")
    return names


def parts(kind: str) -> Iterator[ModuleType]:
    """What the enabled modules have of a kind, such as `routes`."""
    for name in enabled():
        if find_spec(f"{__name__}.{name}.{kind}"):
            yield import_module(f"{__name__}.{name}.{kind}")

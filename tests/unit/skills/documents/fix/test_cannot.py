"""Is whoever asks to correct what can only be checked told which file that is?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.fix import CannotFix, apply_clean
from tests.unit.skills.documents.paper import NOTICE, paper


def test_the_file_is_named() -> None:
    with pytest.raises(CannotFix) as refused:
        apply_clean(paper(NOTICE), [], "通知.ofd")
    assert "“通知.ofd”" in refused.value.text("zh")
    assert "“通知.ofd”" in refused.value.text("en")

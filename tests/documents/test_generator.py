"""Is the generator what it claims to be? Kinds, faults, valid files, each fault really a difference."""

from __future__ import annotations

import zipfile
from collections import Counter
from io import BytesIO

import pytest
from lxml import etree

from bangban.skills.documents.findings import Kind
from tests.documents.correct import correct, names, sheet
from tests.documents.emit import emit
from tests.documents.faults import FAULTS, choose
from tests.documents.flavours import FLAVOURS


def test_every_kind_is_there() -> None:
    assert {sheet(name).kind for name in names()} == {kind.value for kind in Kind} - {"unknown"}
    assert {sheet(name).format for name in names()} == {"document", "letter", "order", "minutes"}


def test_faults_are_many_and_over_many_kinds() -> None:
    assert len(FAULTS) >= 500
    hurt = {case.parent.kind for fault in FAULTS.values() for case in choose(fault, 1)}
    assert len(hurt) >= 12
    assert min(Counter(fault.group for fault in FAULTS.values()).values()) >= 3


@pytest.mark.parametrize("flavour", sorted(FLAVOURS))
def test_parts_are_well_formed(flavour: str) -> None:
    for name in names():
        with zipfile.ZipFile(BytesIO(correct(name, flavour))) as archive:
            for part in archive.namelist():
                etree.fromstring(archive.read(part))


@pytest.mark.parametrize("identity", sorted(FAULTS))
def test_a_fault_is_a_difference(identity: str) -> None:
    chosen = choose(FAULTS[identity], 1)
    assert chosen, "this fault can happen to no document"
    for case in chosen:
        assert emit(case.sheet, FLAVOURS[case.flavour]) != emit(case.parent, FLAVOURS[case.flavour])

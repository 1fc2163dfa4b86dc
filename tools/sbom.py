"""What is inside a bundle, in the form auditors' tools read? A CycloneDX 1.6 list of components."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.licences import licence_of
from tools.wheels import ROOT, Wheel

VENDORED = ROOT / "src" / "bangban" / "site" / "static" / "vendor"
_licences = LicenseFactory()


def _of_wheel(wheel: Wheel) -> Component:
    return Component(
        type=ComponentType.LIBRARY,
        name=wheel.name,
        version=wheel.version,
        bom_ref=wheel.path.name,
        purl=PackageURL(
            "pypi", name=wheel.name, version=wheel.version, qualifiers={"file_name": wheel.path.name}
        ),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=wheel.sha256)],
        licenses=[_licences.make_from_string(licence_of(wheel.metadata))],
    )


def _of_asset(file: str, package: str, version: str, licence: str) -> Component:
    """The licence of a script may be followed by remarks; the expression comes first."""
    digest = hashlib.sha256((VENDORED / file).read_bytes()).hexdigest()
    return Component(
        type=ComponentType.LIBRARY,
        name=package,
        version=version,
        bom_ref=f"asset:{file}",
        purl=PackageURL("npm", name=package, version=version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        licenses=[_licences.make_from_string(licence.split(" ")[0])],
    )


def assets() -> list[list[str]]:
    """The rows of VENDOR.md: file, package, version, licence, sha256 of every script served to browsers."""
    lines = (VENDORED / "VENDOR.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def document(project: Wheel, wheels: Iterable[Wheel]) -> str:
    """Return the SBOM of `project` with its `wheels` and the vendored browser scripts, as JSON."""
    bom = Bom(components=[_of_wheel(wheel) for wheel in wheels])
    bom.components.update(_of_asset(*row[:4]) for row in assets())
    bom.metadata.component = _of_wheel(project)
    # The same contents give the same serial number, so that two builds can be compared.
    contents = ",".join(sorted(wheel.sha256 for wheel in [project, *wheels]))
    bom.serial_number = uuid5(NAMESPACE_URL, contents)
    bom.register_dependency(bom.metadata.component, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=1)

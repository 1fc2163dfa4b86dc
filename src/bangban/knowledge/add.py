"""How does a source come in? Row by row while nobody sees it, then all at once: in, or out with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from bangban.agencies.inserting import insert
from bangban.agencies.models import Agency, AgencyKind
from bangban.errors import Problem
from bangban.knowledge import originals
from bangban.knowledge.changed import tell
from bangban.knowledge.intake.draft import Draft, Given, SourceRefused
from bangban.knowledge.models import Passage, Shelf, Source, Version
from bangban.ledger.record import Entry, append

BATCH = 1_000


class SharedSource(Problem):
    """“{name}”已与其他部门共用，须由本部门审核人员或监护人修改。 | “{name}” is shared with other agencies; a reviewer or guardian of its own agency changes it."""

    code = "shared_source"
    status = 403


class ComesTwice(Problem):
    """“{name}”同时被导入两次，以另一次为准，本次没有导入。如内容不同，请再导入一次。 | “{name}” was being imported twice at once; the other import went on, and this one is out. If it said something else, import it again."""

    code = "source_comes_twice"
    status = 409


@dataclass(frozen=True)
class Taken:
    """What an import changed. `added` counts what is new or says something new, `withdrawn` what is no more."""

    source: int
    name: str
    title: str
    kind: str
    version: int | None
    added: int
    unchanged: int
    withdrawn: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def agency_named(code: str, actor: str) -> Agency:
    """The agency of that code; opened, and entered in the ledger, when there is none yet: the first set-up."""
    found = Agency.objects.filter(code=code).first()
    if found is not None:
        return found
    with transaction.atomic():
        made = Agency.objects.create(code=code, kind=AgencyKind.BUREAU, name_zh=code)
        append([Entry("agency.created", actor, made.pk, f"agency:{made.pk}", {"agency": made.pk})])
    return made


def add(
    given: Given,
    agency: Agency,
    scope: str,
    *,
    by: str,
    shared: bool = False,
    indexed: bool = True,
    for_all: bool = True,
) -> Taken:
    """Bring one source in: new passages in, changed ones replaced, the same ones left alone.

    Without `indexed` the index catches up at the next search, or `settle`: for many sources one after another.
    `for_all`: whether `by` may change what other agencies read too.

    Raises:
        SharedSource: it is there, others read it, and `by` may not change that.
        SourceRefused: two passages with one id say different things, or there is none at all.
        ComesTwice: another import of it began meanwhile, and took this one for one that broke off.
        Problem: what its reader found wrong. Either way nothing of it is in.
    """
    shelf, _ = Shelf.objects.get_or_create(pk=scope)
    source, made = Source.objects.get_or_create(
        agency=agency,
        shelf=shelf,
        name=given.name[:240],
        defaults={"title": given.title[:240], "kind": given.kind, "shared": shared},
    )
    if source.shared and not made and not for_all:
        raise SharedSource(name=source.title)
    _drop(Version.objects.filter(source=source, generation=None))
    version = Version.objects.create(source=source, digest=given.digest, by=by, in_force_from=given.begins)
    try:
        change = _stage(given, source, version, for_all)
        if not change.added and not change.unchanged:
            # An empty file (or a scan nothing was read of) takes nothing out either: what ends is said to end.
            raise SourceRefused(
                name=given.name, reason={"zh": "里面没有内容", "en": "there is nothing in it"}
            )
        if not change.added and not change.gone:
            version.delete()
            return _taken(given, source, None, change)
        originals.keep(given.original, version)
        _publish(version, source, given, change, by, for_all)
    except BaseException as error:
        gone = isinstance(error, DatabaseError) and not Version.objects.filter(pk=version.pk).exists()
        _drop(Version.objects.filter(pk=version.pk, generation=None))
        if not source.versions.exists():
            source.delete()
        if gone:
            raise ComesTwice(name=given.name) from error
        raise
    tell()
    if indexed:
        settle(scope)
    return _taken(given, source, version.pk, change)


def settle(scope: str) -> None:
    """Bring this machine's index of a set up to its rows."""
    generation = Shelf.objects.filter(pk=scope).values_list("generation", flat=True).first()
    if generation is not None:
        # What writes without it does not load it.
        from bangban.knowledge.index.shelf import opened

        opened(scope, generation)


@dataclass
class _Change:
    added: int = 0
    unchanged: int = 0
    gone: list[int] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    """Passages that say the same in another place of the file: key → place."""


def _taken(given: Given, source: Source, version: int | None, change: _Change) -> Taken:
    return Taken(
        source.pk, source.name, source.title, given.kind, version,
        change.added, change.unchanged, len(change.gone),
    )  # fmt: skip


def _drop(unfinished: QuerySet[Version]) -> None:
    """What an import left that did not come to its end."""
    Passage.objects.filter(version__in=unfinished).delete()
    unfinished.delete()


def _stage(given: Given, source: Source, version: Version, for_all: bool) -> _Change:
    change = _Change()
    live = {
        uid: (pk, stamp, place)
        for pk, uid, stamp, place in Passage.objects.filter(
            source=source, retired=None, version__generation__isnull=False
        ).values_list("pk", "uid", "stamp", "position")
    }
    seen: dict[str, tuple[str, int]] = {}
    position = 0
    drafts = iter(given.drafts)
    others = _others(source, for_all) if given.kind == "articles" else []
    while batch := list(islice(drafts, BATCH)):
        fresh: list[Passage] = []
        for place, draft in enumerate(batch, position):
            stamp = draft.stamp()
            before, first = seen.setdefault(draft.uid, (stamp, place))
            if before != stamp:
                said = {
                    "zh": f"第 {first + 1} 条和第 {place + 1} 条的编号都是 {draft.uid}，内容不同",
                    "en": f"entries {first + 1} and {place + 1} both have the id {draft.uid} and say different things",
                }
                raise SourceRefused(name=given.name, reason=said)
            if first != place:
                # The same line once more says nothing more.
                continue
            known = live.pop(draft.uid, None)
            if known is not None and known[1] == stamp:
                change.unchanged += 1
                if known[2] != place:
                    change.moved[known[0]] = place
                continue
            if known is not None:
                change.gone.append(known[0])
            fresh.append(_row(draft, stamp, source, version, place))
        if others:
            change.gone += _elsewhere([row.uid for row in fresh], others)
        with transaction.atomic():
            insert(fresh)
        position += len(batch)
        change.added += len(fresh)
    if given.whole:
        change.gone += [pk for pk, _, _ in live.values()]
    return change


def _row(draft: Draft, stamp: str, source: Source, version: Version, position: int) -> Passage:
    return Passage(
        version=version,
        source=source,
        uid=draft.uid,
        kind=draft.kind,
        title=draft.title,
        heading=draft.heading,
        article=draft.article,
        question=draft.question,
        text=draft.text,
        page=draft.page,
        position=position,
        digest=draft.digest(),
        stamp=stamp,
        in_force_from=draft.in_force_from,
        in_force_to=draft.in_force_to,
        replaced_by=draft.replaced_by,
    )


def _others(source: Source, for_all: bool) -> list[int]:
    """Sources of the same agency and set that name their passages too: an id means one passage in all of them."""
    same = Source.objects.filter(agency=source.agency_id, shelf=source.shelf_id, kind=source.kind)
    if not for_all:
        same = same.filter(shared=False)
    return list(same.exclude(pk=source.pk).values_list("pk", flat=True))


def _elsewhere(uids: list[str], others: list[int]) -> list[int]:
    found = Passage.objects.filter(source__in=others, uid__in=uids, retired=None)
    return list(found.filter(version__generation__isnull=False).values_list("pk", flat=True))


def _follow(source: Source, begins: date, for_all: bool) -> None:
    """Of two versions of one law, each a source of its own, the earlier is out of force when the later begins."""
    same = Source.objects.filter(
        agency=source.agency_id, shelf=source.shelf_id, title=source.title, kind=source.kind
    ).exclude(pk=source.pk)
    for other in same:
        version = other.versions.exclude(generation=None).order_by("-pk").first()
        if version is None or version.in_force_from is None or version.in_force_from == begins:
            continue
        old, ends = (other, begins) if version.in_force_from < begins else (source, version.in_force_from)
        if old.shared and not for_all:
            # Both stand there with their dates until one who may says which holds.
            continue
        if old.repealed_on is None or old.repealed_on > ends:
            old.repealed_on = ends
            old.save(update_fields=["repealed_on"])


def _publish(version: Version, source: Source, given: Given, change: _Change, by: str, for_all: bool) -> None:
    with transaction.atomic():
        shelf = Shelf.objects.select_for_update().get(pk=source.shelf_id)
        shelf.generation += 1
        shelf.save(update_fields=["generation"])
        version.generation, version.added, version.withdrawn = (
            shelf.generation,
            change.added,
            len(change.gone),
        )
        version.save(update_fields=["generation", "added", "withdrawn"])
        if given.kind == "law" and given.begins:
            _follow(source, given.begins, for_all)
        if given.whole:
            # A table that only adds to what is there says nothing of the places of the rest.
            moved = [Passage(pk=pk, position=place) for pk, place in change.moved.items()]
            Passage.objects.bulk_update(moved, ["position"], batch_size=500)
        for some in _some(change.gone):
            Passage.objects.filter(pk__in=some).update(retired=shelf.generation)
        append(
            [
                Entry(
                    "knowledge.added",
                    by,
                    source.agency_id,
                    f"source:{source.pk}",
                    {"version": version.pk, "added": change.added, "withdrawn": len(change.gone)},
                )
            ]
        )


def _some(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]

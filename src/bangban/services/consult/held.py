"""Does a sentence stand where it says? Held against the passages in force, read from the database by whoever releases it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.crypto.digests import digest
from bangban.governance.effects import WrongContent
from bangban.governance.models import ComplaintStatus
from bangban.knowledge.models import Passage, Source
from bangban.services.consult import own_words, situation
from bangban.services.consult.models import Release


def check_sentence(one: Mapping[str, Any], rows: Sequence[Passage]) -> None:
    """Raise WrongContent unless a sentence stands in the passage it names, or says nothing that it does not say."""
    place, text = one.get("citation"), str(one["text"])
    if place is not None and not (isinstance(place, int) and 0 <= place < len(rows)):
        raise WrongContent(field="sentences", reason="citation")
    if not one.get("quoted"):
        own_words.check(text, rows[place] if place is not None else None)
        if place is not None:
            own_words.check_claim(text, rows[place])
    elif place is None or text.rstrip("\n") not in rows[place].text:
        raise WrongContent(field="sentences", reason="not verbatim")


class Sources:
    """The passages that answers cite or offer, read from the database by the one who releases."""

    def __init__(self, contents: Sequence[Mapping[str, Any]], today: date | None = None) -> None:
        self._day = today or timezone.localdate()
        cited = [
            one
            for content in contents
            for field in ("citations", "offered")
            if isinstance(content.get(field), list)
            for one in content[field]
            if isinstance(one, Mapping)
        ]
        self._rows: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        self._doubted = doubted() if cited else frozenset()
        for row in _living(cited):
            self._rows[row.uid, row.digest].append(row)

    def row_of(self, citation: Any, reader: Agency | None, field: str = "citations") -> Passage:
        """The very passage that is named, if it is in force, `reader` may read it, and it holds the quote.

        A citation has to call it by its name, too. `reader`: None where nobody knows yet whose answer it is.

        Raises:
            WrongContent: it is not, or does not, or a complaint about an answer from it was upheld.
        """
        if not isinstance(citation, Mapping):
            raise WrongContent(field=field, reason=type(citation).__name__)
        named = str(citation.get("id"))[:120], str(citation.get("digest"))[:80]
        if named[1] in self._doubted:
            raise WrongContent(field=field, reason="complaint upheld")
        for row in self._rows.get(named, ()):
            if citation.get("key") and citation["key"] != row.pk:
                continue
            begins, ends, gone = row.in_force_from, row.in_force_to, row.source.repealed_on
            if (begins and begins > self._day) or (ends and ends < self._day) or (gone and gone <= self._day):
                continue
            if reader is not None and not _reads(reader, row.source):
                continue
            # The column says so; what is quoted are the bytes.
            if digest(row.text.encode()) == row.digest and str(citation.get("quote") or "") in row.text:
                if field == "citations":
                    own_words.check_name(citation, row)
                    situation.check(citation, row)
                return row
        raise WrongContent(field=field, reason=str(citation.get("id"))[:40])


def _reads(agency: Agency, source: Source) -> bool:
    """Whether a source is the agency's own, that of one it belongs to, or shared: what the search was told, asked again."""
    return source.shared or str(source.agency_id) in agency.path.split("/")


def _living(cited: Sequence[Mapping[str, Any]]) -> Iterable[Passage]:
    """The passages named, as far as they live and their import came to its end.

    By key where one is given: what it leads to is compared all the same.
    """
    if not cited:
        return ()
    keys = [key for one in cited if isinstance(key := one.get("key"), int) and 0 < key < 2**63]
    if len(keys) == len(cited):
        return _BY_KEY.all(keys=sorted(set(keys)))
    # Through the sources, because that is how living passages are indexed.
    uids = {str(one.get("id"))[:120] for one in cited}
    return _alive(Passage.objects.filter(source_id__in=Source.objects.values("pk"), uid__in=uids))


def _alive(rows: QuerySet[Passage]) -> QuerySet[Passage]:
    return rows.filter(retired=None, version__generation__isnull=False).select_related("source")


_BY_KEY = Prepared(lambda keys: _alive(Passage.objects.filter(pk__in=keys)), keys=Passage._meta.pk)
_UPHELD = Prepared(
    lambda: Release.objects.filter(case__complaints__status=ComplaintStatus.UPHELD).values_list("citations")
)


def doubted() -> frozenset[str]:
    """Digests of texts with an upheld complaint about an answer from them: they answer nobody until they are corrected."""
    return frozenset(str(one["digest"]) for (cited,) in _UPHELD.rows() for one in json.loads(cited))

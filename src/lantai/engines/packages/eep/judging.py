"""Everything wrong or worth knowing: structure, what is empty, each file, each signature. Two readings in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes as common
from lantai.engines.packages.digests import title
from lantai.engines.packages.eep import codes, names
from lantai.engines.packages.eep.events import Broken
from lantai.engines.packages.eep.files import Held
from lantai.engines.packages.eep.layers import Layer
from lantai.engines.packages.eep.shapes import Signature
from lantai.engines.packages.eep.signed import Checked, DataCheck, SignatureCheck, read_all
from lantai.engines.packages.eep.source import Unreadable, WrongEncoding
from lantai.engines.packages.eep.structure import departures, duplicate_identifiers, empty_elements
from lantai.engines.packages.eep.trees import text_of
from lantai.engines.packages.reading import unreadable
from lantai.engines.packages.watch import Watch
from lantai.engines.signatures.certificates import Trust
from lantai.engines.signatures.verdict import Reason, State

if TYPE_CHECKING:
    from lantai.engines.packages.eep.package import EepPackage

_REASONS = {
    Reason.FITS: codes.SIGNATURE_VALID,
    Reason.OLD_DIGEST: codes.SIGNATURE_OLD,
    Reason.SHORT_KEY: codes.SIGNATURE_SHORT_KEY,
    Reason.DIFFERS: codes.SIGNATURE_INVALID,
    Reason.ANOTHER_KEY: codes.SIGNATURE_OTHER_KEY,
    Reason.NO_SIGNATURE: codes.SIGNATURE_ABSENT,
    Reason.NO_CERTIFICATE: codes.SIGNATURE_NO_CERTIFICATE,
    Reason.BAD_CERTIFICATE: codes.SIGNATURE_BAD_CERTIFICATE,
    Reason.UNKNOWN_ALGORITHM: codes.SIGNATURE_ALGORITHM,
    Reason.KEY_DOES_NOT_FIT: codes.SIGNATURE_KEY,
    Reason.UNKNOWN_FORM: codes.SIGNATURE_NO_FORM,
    Reason.NOT_A_SIGNATURE: codes.SIGNATURE_NOT_ONE,
    Reason.TOO_LONG: codes.SIGNATURE_TOO_LONG,
}
_SEVERITIES = {State.VALID: Severity.INFO, State.INVALID: Severity.ERROR}


def judge(package: EepPackage, watch: Watch) -> Iterator[Finding]:
    """All findings. Raises nothing but what the watch's progress raises."""
    watch.file_done(package.title)
    found, path = package.survey, package.title
    yield from _reading(package)
    if found.root is None:
        return
    if found.root.tag != names.tag(names.ROOT):
        yield Finding(codes.NOT_EEP, Severity.ERROR, path, {"element": names.local(found.root.tag)})
        return
    if found.is_without_namespace:
        yield Finding(codes.NO_NAMESPACE, Severity.WARNING, path, {"namespace": names.NAMESPACE})
    yield from departures(found.root, path)
    yield from duplicate_identifiers(found.root, path)
    for layer in package.layers:
        yield from _kind(layer, path)
        yield from empty_elements(layer, path)
    yield from _contents(package, watch)


def _kind(layer: Layer, path: str) -> Iterator[Finding]:
    """Whether a layer is what it calls itself: 原始型 has 封装内容, 修改型 has 修改封装内容, each its own text."""
    content = names.CONTENT if layer.element.find(names.tag(names.CHANGED)) is None else names.CHANGED
    fitting = names.ORIGINAL if content == names.CONTENT else names.MODIFIED
    texts = {names.TYPE_TEXTS[fitting], ""}
    if layer.kind in names.TYPE_TEXTS and (layer.kind != fitting or layer.kind_text not in texts):
        about = {"layer": layer.depth, "kind": layer.kind, "text": layer.kind_text[:60], "content": content}
        yield Finding(codes.KIND, Severity.WARNING, path, about)


def _reading(package: EepPackage) -> Iterator[Finding]:
    """Where the reading broke off, and what the file says of its encoding."""
    broken, path = package.survey.broken, package.title
    if isinstance(broken, Unreadable):
        yield unreadable(path, broken.error)
        return
    if isinstance(broken, WrongEncoding):
        yield Finding(codes.ENCODING, Severity.ERROR, path, {"encoding": package.source.title})
    elif isinstance(broken, Broken):
        code = common.DOCTYPE if broken.doctype else common.NOT_XML
        params = {"source": path, "line": broken.line, "reason": broken.reason}
        yield Finding(code, Severity.ERROR, path, {"source": path} if broken.doctype else params)
    declared, codec = package.source.declared.lower(), package.source.codec
    fits = declared.startswith("gb") if codec == "gb18030" else codec.startswith(declared[:6])
    if declared and not fits and declared != "us-ascii":
        params = {"source": path, "encoding": package.source.declared, "used": package.source.title}
        yield Finding(common.BAD_ENCODING, Severity.WARNING, path, params)


def _contents(package: EepPackage, watch: Watch) -> Iterator[Finding]:
    """Files and signatures, which need every byte."""
    checks = [check for layer in package.layers for check in _layer_checks(package, layer)]
    data = {
        held.data: DataCheck(package.survey.places[held.data], held.checksum_algorithms)
        for held in package.held
        if not held.reference and held.data is not None and held.data in package.survey.places
    }
    is_read = package.survey.broken is None
    try:
        if is_read:
            told = _Told(watch, package.title)
            read_all(package.source, [check for _, _, _, check in checks], data.values(), told=told)
    except (Unreadable, Broken, WrongEncoding) as error:  # between the two readings
        is_read = False
        yield unreadable(package.title, error.error if isinstance(error, Unreadable) else error)
    for held in package.held:
        yield from _file(held, data.get(held.data) if held.data is not None and is_read else None)
        watch.file_done(held.name)
    if is_read:
        for layer, what, signature, check in checks:
            yield from _signature(package.title, layer, what, signature, check.verdict())
    for layer in package.layers:
        yield from _unsigned(package, layer)


class _Told:
    """Passes on how many bytes were read."""

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch, self._name = watch, name

    def __call__(self, count: int) -> None:
        self._watch.bytes_done(count, self._name)


# ── signatures ──


def _layer_checks(package: EepPackage, layer: Layer) -> Iterator[tuple[Layer, str, Signature, SignatureCheck]]:
    places, trusted = package.survey.places, package.trusted
    for signature in layer.signatures():
        check = SignatureCheck(signature, places.get(layer.element), trusted)
        yield layer, names.SIGNATURE, signature, check
    lock = layer.lock()
    if lock is not None and (locked := _locked(layer, lock)) is not None:
        yield layer, names.LOCK, lock, SignatureCheck(lock, places.get(locked), trusted)


def _locked(layer: Layer, lock: Signature) -> Any:
    """The 电子签名 that a 锁定签名 signs."""
    for element in layer.signature_elements:
        if text_of(element.find(names.tag("签名标识符"))) == lock.locks:
            return element
    return None


def _signature(path: str, layer: Layer, what: str, signature: Signature, checked: Checked) -> Iterator[Finding]:
    certificate = checked.certificate
    signer = (certificate.title if certificate else "") or signature.signer or "-"
    state = checked.verdict.state
    about: dict[str, Any] = {"what": what, "layer": layer.depth, "signer": signer, "form": checked.form}
    about |= {"state": str(state)} | checked.verdict.params
    yield Finding(_REASONS[checked.verdict.reason], _SEVERITIES.get(state, Severity.WARNING), path, about)
    if not checked.verdict.fits or certificate is None:
        return
    if checked.trust is Trust.OUTSIDE_VALIDITY:
        yield Finding(codes.OUTSIDE_VALIDITY, Severity.WARNING, path, about | {"time": signature.time})
    elif checked.trust is not Trust.TRUSTED:
        about = {"signer": signer, "fingerprint": certificate.public.fingerprint}
        yield Finding(codes.NOT_TRUSTED, Severity.INFO, path, about)


def _unsigned(package: EepPackage, layer: Layer) -> Iterator[Finding]:
    about: dict[str, Any] = {"layer": layer.depth, "what": names.SIGNATURE}
    if not layer.signature_elements:
        yield Finding(codes.SIGNATURE_ABSENT, Severity.WARNING, package.title, about | {"state": str(State.ABSENT)})
    lock = layer.lock()
    if lock is not None and _locked(layer, lock) is None:
        about = {"layer": layer.depth, "identifier": lock.locks}
        yield Finding(codes.LOCK_NAMES_NOTHING, Severity.ERROR, package.title, about)


# ── files ──


def _file(held: Held, check: DataCheck | None) -> Iterator[Finding]:
    """电子属性 of one file against its content."""
    where: dict[str, Any] = {"path": held.name}
    yield from _name(held, where)
    if held.data is None:
        if held.reference:
            about = {"identifier": held.identifier, "reference": held.reference}
            yield Finding(codes.REFERENCE, Severity.ERROR, held.name, about)
        else:
            yield Finding(codes.NO_DATA, Severity.ERROR, held.name, where | {"element": "电子属性"})
        return
    if held.reference or check is None:
        return
    if not held.keyword.lower().startswith(names.KEYWORD):
        yield Finding(codes.KEYWORD, Severity.WARNING, held.name, where | {"keyword": held.keyword})
    if not check.is_base64:
        yield Finding(codes.NOT_BASE64, Severity.ERROR, held.name, where)
        return
    yield from _size(held, check, where)
    if check.hashes and held.checksum not in check.digests().values():
        algorithms = ", ".join(title(name) for name in check.hashes)
        about = where | {"expected": held.checksum, "algorithms": algorithms}
        yield Finding(codes.CHECKSUM, Severity.ERROR, held.name, about)


def _name(held: Held, where: dict[str, Any]) -> Iterator[Finding]:
    inside = held.name.partition("/")[2]
    if not held.told_name:
        yield Finding(codes.NAME_EMPTY, Severity.WARNING, held.name, where)
        return
    if inside != held.told_name:
        yield Finding(codes.NAME_UNSAFE, Severity.WARNING, held.name, where | {"name": held.told_name[:200]})
    extension = inside.rpartition(".")[2].lower() if "." in inside else ""
    keyword = held.keyword.lower().partition("-")[2].lstrip(".")
    if extension and keyword and extension != keyword:
        about = where | {"extension": extension, "keyword": held.keyword}
        yield Finding(codes.EXTENSION, Severity.WARNING, held.name, about)


def _size(held: Held, check: DataCheck, where: dict[str, Any]) -> Iterator[Finding]:
    if held.size is None:
        about = where | {"text": held.told_size[:40], "found": check.size}
        yield Finding(codes.SIZE_UNREADABLE, Severity.WARNING, held.name, about)
    elif held.size != check.size:
        about = where | {"found": check.size, "expected": held.size, "source": "计算机文件大小"}
        yield Finding(common.SIZE_DIFFERS, Severity.ERROR, held.name, about)

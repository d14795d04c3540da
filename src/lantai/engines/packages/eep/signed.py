"""What the signatures of a package are worth, and whether its data are whole: one reading of every byte."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lantai.engines.packages.digests import is_known
from lantai.engines.packages.eep.base64s import Decoder, NotBase64, decode
from lantai.engines.packages.eep.events import Parser, Reader
from lantai.engines.packages.eep.forms import WRITTEN, Fan, FormName, writer
from lantai.engines.packages.eep.shapes import Signature
from lantai.engines.packages.eep.source import Source
from lantai.engines.packages.eep.survey import Place
from lantai.engines.signatures.algorithms import ALGORITHMS, Algorithm, Hash, KeyKind, algorithm_named
from lantai.engines.signatures.c14n import EXCLUSIVE, INCLUSIVE
from lantai.engines.signatures.certificates import Certificate, Trust, read_certificate, trust_of
from lantai.engines.signatures.errors import CertificateUnreadable, MessageTooLong
from lantai.engines.signatures.keys import PublicKey
from lantai.engines.signatures.signing import Message, judge, signed_digest
from lantai.engines.signatures.verdict import Reason, State, Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature judged. `form` is the form of the signed text that it fits, empty where none does."""

    verdict: Verdict
    form: str = ""
    certificate: Certificate | None = None
    trust: Trust | None = None


@dataclass(slots=True)
class _Attempt:
    form: FormName
    algorithm: Algorithm
    message: Message | None

    def update(self, data: bytes) -> None:
        if self.message is None:
            return
        try:
            self.message.update(data)
        except MessageTooLong:
            self.message = None


class SignatureCheck:
    """One signature over one element of the package."""

    def __init__(self, signature: Signature, place: Place | None, trusted: Sequence[Certificate] = ()) -> None:
        self.place, self._signature, self._trusted = place, signature, trusted
        self._certificates, unreadable = _certificates(signature)
        self._certificate = self._certificates[0] if self._certificates else None
        self._result = _result(signature.result)
        self._algorithms = _algorithms(signature.algorithm, self._certificate)
        self._refusal = self._refused(unreadable=unreadable)
        self.attempts: list[_Attempt] = []

    def _refused(self, *, unreadable: bool) -> Verdict | None:
        """The verdict that needs no look at the signed element."""
        if self._result == b"":
            return Verdict(State.ABSENT, Reason.NO_SIGNATURE)
        if self._result is None:
            named = {"algorithm": self._signature.algorithm or "Base64"}
            return Verdict(State.UNVERIFIABLE, Reason.NOT_A_SIGNATURE, named)
        if self._certificate is None:
            return Verdict(State.UNVERIFIABLE, Reason.BAD_CERTIFICATE if unreadable else Reason.NO_CERTIFICATE)
        if not self._algorithms:
            return Verdict(
                State.UNVERIFIABLE, Reason.UNKNOWN_ALGORITHM, {"algorithm": self._signature.algorithm or "-"}
            )
        public = self._certificate.public
        if public.kind is not self._algorithms[0].kind:
            params = {"kind": str(public.kind), "algorithm": self._algorithms[0].title}
            return Verdict(State.UNVERIFIABLE, Reason.KEY_DOES_NOT_FIT, params)
        if public.kind is KeyKind.RSA and signed_digest(public, self._result) is None:
            return Verdict(State.INVALID, Reason.ANOTHER_KEY)
        return None

    @property
    def is_by_rule(self) -> bool:
        """Whether the signature says which form it was made over."""
        return EXCLUSIVE in self._signature.rule or INCLUSIVE in self._signature.rule

    def forms(self, source: Source) -> list[FormName]:
        """The forms to try, the likeliest first."""
        if EXCLUSIVE in self._signature.rule:
            return [FormName.EXCLUSIVE]
        if INCLUSIVE in self._signature.rule:
            return [FormName.INCLUSIVE]
        if self._certificate and self._certificate.public.kind is KeyKind.ED25519:
            return [FormName.EXCLUSIVE]  # the whole message is kept, so one form must do
        own = {FormName.AS_IS_UTF8} if source.codec != "gb18030" else set()
        return [form for form in FormName if form not in own]

    def prepare(self, source: Source) -> None:
        if self._refusal is not None or self._certificate is None or self.place is None:
            return
        public = self._certificate.public
        self.attempts = [
            _Attempt(form, algorithm, Message(algorithm, public))
            for algorithm in self._algorithms
            for form in self.forms(source)
        ]

    def verdict(self) -> Checked:
        """After everything was read."""
        if self._refusal is not None or self._certificate is None or not self._result:
            return Checked(self._refusal or Verdict(State.ABSENT, Reason.NO_SIGNATURE), "", self._certificate)
        if self.place is None:
            return Checked(Verdict(State.UNVERIFIABLE, Reason.UNKNOWN_FORM), "", self._certificate)
        for attempt in self.attempts:
            found = self._judged(attempt, self._certificate.public, self._result)
            if found is not None and found.fits:
                return Checked(found, str(attempt.form), self._certificate, self._trust())
        return Checked(self._unfit(), "", self._certificate)

    def _judged(self, attempt: _Attempt, public: PublicKey, result: bytes) -> Verdict | None:
        if attempt.message is None:
            return None
        return judge(public, attempt.algorithm, attempt.message.content(), result)

    def _unfit(self) -> Verdict:
        params = {"algorithm": self._algorithms[0].title}
        if any(attempt.message is None for attempt in self.attempts):
            return Verdict(State.UNVERIFIABLE, Reason.TOO_LONG, params)
        if self.is_by_rule:
            return Verdict(State.INVALID, Reason.DIFFERS, params)
        return Verdict(State.UNVERIFIABLE, Reason.UNKNOWN_FORM, params)

    def _trust(self) -> Trust | None:
        if self._certificate is None:
            return None
        moment = _moment(self._signature.time)
        return trust_of(self._certificate, trusted=self._trusted, among=self._certificates[1:], moment=moment)


def _certificates(signature: Signature) -> tuple[list[Certificate], bool]:
    """The certificates beside a signature, and whether one of them could not be read."""
    found, unreadable = [], False
    for text in (text for block in signature.blocks for text in block.certificates if text):
        try:
            found.append(read_certificate(text.encode()))
        except CertificateUnreadable:
            unreadable = True
    return found, unreadable


def _result(text: str) -> bytes | None:
    """The bytes of a signature; None where the text is neither base64 nor hexadecimal."""
    for read in (bytes.fromhex, decode):  # hexadecimal of the right length is base64 as well, and never the other way
        try:
            return read(text)
        except (ValueError, NotBase64):
            continue
    return None


def _algorithms(name: str, certificate: Certificate | None) -> list[Algorithm]:
    """The algorithm that is named, else those that the key of the certificate may have been used with."""
    named = algorithm_named(name)
    if named is not None:
        return [named]
    if certificate is None:
        return []
    return [
        each for each in ALGORITHMS if each.kind is certificate.public.kind and each.digest not in {"sha384", "md5"}
    ]


def _moment(text: str) -> dt.datetime | None:
    """When something was signed, if the text says; without a zone it is Beijing's."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass(slots=True)
class DataCheck:
    """The data of one 编码数据: decoded, counted, digested in what its 校验码 may be."""

    place: Place
    algorithms: tuple[str, ...] = ()
    size: int = 0
    is_base64: bool = True
    hashes: dict[str, Hash] = field(default_factory=dict)
    _decoder: Decoder = field(default_factory=Decoder)

    def __post_init__(self) -> None:
        self.hashes = {name: Hash(name) for name in self.algorithms if is_known(name)}

    def text(self, data: str) -> None:
        if not self.is_base64:
            return
        try:
            piece = self._decoder.push(data)
        except NotBase64:
            self.is_base64 = False
            return
        self.size += len(piece)
        for each in self.hashes.values():
            each.update(piece)

    def finish(self) -> None:
        try:
            self._decoder.finish()
        except NotBase64:
            self.is_base64 = False

    def digests(self) -> dict[str, str]:
        return {name: each.digest().hex() for name, each in self.hashes.items()}


def read_all(
    source: Source,
    signatures: Sequence[SignatureCheck],
    data: Iterable[DataCheck] = (),
    *,
    told: Callable[[int], object] | None = None,
) -> None:
    """Read the package once for all of these. Raises `Unreadable`, or `Broken` where it changed since the survey."""
    for check in signatures:
        check.prepare(source)
    stored = [_Stored(source.codec, check) for check in signatures if check.place and check.attempts]
    parser = Parser(_Distributor(signatures, data))
    at = 0
    for block in source.blocks(told=told):
        parser.push(block)
        for each in stored:
            each.block(block, at)
        at += len(block)
    parser.push(b"", final=True)


class _Stored:
    """The bytes of the file as they stand, for signatures over them; the file's own encoding is made again."""

    def __init__(self, codec: str, check: SignatureCheck) -> None:
        self._span = check.place.span if check.place else None
        self._same = [each for each in check.attempts if each.form is FormName.AS_IS_UTF8]
        own = [each for each in check.attempts if each.form is FormName.AS_IS]
        self._recoded = own if codec == "gb18030" else []
        self._same += own if codec != "gb18030" else []
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._encoder = codecs.getincrementalencoder("gb18030")()

    def block(self, block: bytes, at: int) -> None:
        if self._span is None or not (self._same or self._recoded) or at >= self._span.end:
            return
        piece = block[max(self._span.start - at, 0) : self._span.end - at]
        if not piece:
            return
        for attempt in self._same:
            attempt.update(piece)
        if self._recoded:
            recoded = self._encoder.encode(self._decoder.decode(piece))
            for attempt in self._recoded:
                attempt.update(recoded)


class _Distributor(Reader):
    """Hears the parser and gives each event to the elements that are open at the time."""

    def __init__(self, signatures: Sequence[SignatureCheck], data: Iterable[DataCheck]) -> None:
        self._signed: dict[int, list[SignatureCheck]] = {}
        for check in signatures:
            if check.place and check.attempts:
                self._signed.setdefault(check.place.span.start, []).append(check)
        self._data = {check.place.span.start: check for check in data}
        self._fans: list[tuple[int, Fan]] = []
        self._depth = 0
        self._open: DataCheck | None = None

    def start(self, name: str, attributes: list[tuple[str, str]], at: int, line: int) -> None:
        if checks := self._signed.get(at):
            fan = Fan()
            fan.writers = [
                writer(attempt.form, attempt.update, check.place.around)
                for check in checks
                for attempt in check.attempts
                if check.place and attempt.form in WRITTEN
            ]
            self._fans.append((self._depth, fan))
        self._depth += 1
        for _, fan in self._fans:
            fan.start(name, attributes)
        self._open = self._data.get(at)

    def end(self, name: str, at: int) -> None:
        for _, fan in self._fans:
            fan.end(name)
        self._depth -= 1
        if self._fans and self._fans[-1][0] == self._depth:
            self._fans.pop()
        if self._open:
            self._open.finish()
            self._open = None

    def text(self, data: str, *, literal: bool) -> None:
        for _, fan in self._fans:
            fan.text(data, literal=literal)
        if self._open:
            self._open.text(data)

    def instruction(self, target: str, data: str) -> None:
        for _, fan in self._fans:
            fan.instruction(target, data)

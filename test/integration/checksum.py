"""Checksums of a table's columns that do not depend on the order of rows; docs/formats/checksum.md says what they are.

    from checksum import of_table
    of_table(arrow_table)  ->  {"rows": 3, "columns": {"id": "3:8f0c...", ...}}

`python checksum.py FILE...` prints the checksums of Parquet and ORC files as they are.
"""
import json
import sys
import zlib

import numpy as np
import pyarrow as pa

NULL = np.uint64(0x6C616B65706F7274)
CANONICAL_NAN = np.uint64(0x7FF8000000000000)


def h(x):
    """splitmix64, on an array of uint64."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def numbers(array, dtype, width=1):
    """The values' own memory; what stands in the place of a null is not to be looked at."""
    values = np.frombuffer(array.buffers()[1], dtype=dtype)
    return values[array.offset * width : (array.offset + len(array)) * width]


def integers(array):
    return h(numbers(array, np.int64).view(np.uint64))


def floats(array):
    values = numbers(array, np.float64)
    return h(np.where(np.isnan(values), CANONICAL_NAN, values.view(np.uint64)))


def decimals(array):
    halves = numbers(array, np.uint64, width=2)
    return h(halves[0::2] + h(halves[1::2]))


def texts(array):
    offsets = numbers(pa.Array.from_buffers(pa.int64(), len(array) + 1, [None, array.buffers()[1]], offset=array.offset), np.int64)
    data = memoryview(array.buffers()[2] or b"")
    crcs = [zlib.crc32(data[begin:end]) for begin, end in zip(offsets[:-1], offsets[1:])]
    return h((np.diff(offsets).view(np.uint64) << np.uint64(32)) + np.array(crcs, dtype=np.uint64))


def chain(size, parts):
    value = h(np.uint64([size]))
    for part in parts:
        value = h(value ^ part)
    return value


def structs(array):
    value = np.full(len(array), chain(array.type.num_fields, [])[0], dtype=np.uint64)
    for part in array.flatten():
        value = h(value ^ hashes(part))
    return value


def lists(array):
    elements = hashes(array.values)
    ends = [(o.as_py() or 0) for o in array.offsets]
    return np.array([chain(e - b, elements[b:e])[0] for b, e in zip(ends[:-1], ends[1:])], dtype=np.uint64)


def maps(array):
    pairs = h(hashes(array.keys) ^ hashes(array.items))
    ends = np.array([(o.as_py() or 0) for o in array.offsets], dtype=np.int64)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(pairs, dtype=np.uint64)])
    return h(h(np.diff(ends).view(np.uint64)) + (sums[ends[1:]] - sums[ends[:-1]]))


def whole(array, to):
    return array.cast(to, safe=False)


def hashes(array):
    """The hash of each value as uint64, NULL for a null."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        array, kind = array.storage, kind.storage_type
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_null(kind):
        return np.full(len(array), NULL)
    if pa.types.is_boolean(kind):
        values = integers(whole(whole(array, pa.int8()), pa.int64()))
    elif pa.types.is_integer(kind) or pa.types.is_date32(kind):
        values = integers(whole(whole(array, pa.int32()) if pa.types.is_date32(kind) else array, pa.int64()))
    elif pa.types.is_time(kind):
        values = integers(whole(whole(array, pa.time64("us")), pa.int64()))
    elif pa.types.is_timestamp(kind):
        values = integers(whole(microseconds(array), pa.int64()))
    elif pa.types.is_floating(kind):
        values = floats(whole(array, pa.float64()))
    elif pa.types.is_decimal(kind):
        values = decimals(whole(array, pa.decimal128(38, kind.scale)))
    elif pa.types.is_fixed_size_binary(kind):
        values = texts(whole(whole(array, pa.binary()), pa.large_binary()))
    elif pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind) or pa.types.is_large_binary(kind):
        values = texts(whole(array, pa.large_binary()))
    elif pa.types.is_struct(kind):
        values = structs(array)
    elif pa.types.is_map(kind):
        values = maps(array)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        values = lists(array)
    else:
        raise TypeError(f"no checksum for {kind}")
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    return np.where(valid, values, NULL)


def microseconds(array):
    """Nanoseconds are rounded down, also before 1970."""
    zone = array.type.tz
    if array.type.unit != "ns":
        return whole(array, pa.timestamp("us", zone))
    values = np.floor_divide(numbers(whole(array, pa.int64()), np.int64), 1000)
    mask = ~array.is_valid().to_numpy(zero_copy_only=False)
    return whole(pa.array(values, pa.int64(), mask=mask), pa.timestamp("us", zone))


def of_column(chunks):
    count, total = 0, np.zeros(1, np.uint64)
    for chunk in chunks:
        valid = chunk.is_valid().to_numpy(zero_copy_only=False)
        count += int(valid.sum())
        total += np.sum(hashes(chunk)[valid], dtype=np.uint64)
    return f"{count}:{int(total[0]):016x}"


def of_table(table):
    columns = {name: of_column(table.column(i).chunks) for i, name in enumerate(table.column_names)}
    return {"rows": table.num_rows, "columns": columns}


def main(paths):
    import pyarrow.orc as orc
    import pyarrow.parquet as pq

    for path in paths:
        table = orc.read_table(path) if path.endswith(".orc") else pq.read_table(path, coerce_int96_timestamp_unit="us")
        print(json.dumps({"file": path, **of_table(table)}))


if __name__ == "__main__":
    main(sys.argv[1:])

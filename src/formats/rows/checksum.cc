#include "formats/checksum.h"

#include <bit>
#include <cmath>
#include <string_view>
#include <utility>

#include <arrow/array.h>
#include <arrow/util/decimal.h>
#include <fmt/format.h>
#include <zlib.h>

#include "formats/rows/batch_data.h"

namespace lakeport::formats {
namespace {

using Hashes = std::vector<uint64_t>;

constexpr uint64_t kNull = 0x6c616b65706f7274;
constexpr uint64_t kCanonicalNaN = 0x7ff8000000000000;

// splitmix64.
constexpr uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

uint64_t HashBytes(std::string_view bytes) {
  auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  return Mix((static_cast<uint64_t>(bytes.size()) << 32) + crc);
}

uint64_t HashDouble(double value) { return Mix(std::isnan(value) ? kCanonicalNaN : std::bit_cast<uint64_t>(value)); }

Hashes HashArray(const arrow::Array& array);

// hash(i) of each value that is not null.
template <typename Hash>
Hashes HashEach(const arrow::Array& array, Hash hash) {
  Hashes hashes(static_cast<size_t>(array.length()), kNull);
  for (int64_t i = 0; i < array.length(); ++i) {
    if (!array.IsNull(i)) hashes[static_cast<size_t>(i)] = hash(i);
  }
  return hashes;
}

template <typename ArrayType>
Hashes HashIntegers(const arrow::Array& array) {
  const auto& values = static_cast<const ArrayType&>(array);
  return HashEach(array, [&](int64_t i) { return Mix(static_cast<uint64_t>(static_cast<int64_t>(values.Value(i)))); });
}

template <typename ArrayType>
Hashes HashFloats(const arrow::Array& array) {
  const auto& values = static_cast<const ArrayType&>(array);
  return HashEach(array, [&](int64_t i) { return HashDouble(static_cast<double>(values.Value(i))); });
}

template <typename ArrayType>
Hashes HashViews(const arrow::Array& array) {
  const auto& values = static_cast<const ArrayType&>(array);
  return HashEach(array, [&](int64_t i) { return HashBytes(values.GetView(i)); });
}

Hashes HashDecimals(const arrow::Array& array) {
  const auto& values = static_cast<const arrow::Decimal128Array&>(array);
  return HashEach(array, [&](int64_t i) {
    arrow::Decimal128 decimal(values.GetValue(i));
    return Mix(decimal.low_bits() + Mix(static_cast<uint64_t>(decimal.high_bits())));
  });
}

Hashes HashStructs(const arrow::Array& array) {
  const auto& structs = static_cast<const arrow::StructArray&>(array);
  Hashes hashes(static_cast<size_t>(array.length()), Mix(static_cast<uint64_t>(structs.num_fields())));
  for (int field = 0; field < structs.num_fields(); ++field) {
    auto members = HashArray(*structs.field(field));
    for (size_t i = 0; i < hashes.size(); ++i) hashes[i] = Mix(hashes[i] ^ members[i]);
  }
  return HashEach(array, [&](int64_t i) { return hashes[static_cast<size_t>(i)]; });
}

Hashes HashLists(const arrow::Array& array) {
  const auto& lists = static_cast<const arrow::ListArray&>(array);
  auto elements = HashArray(*lists.values());
  return HashEach(array, [&](int64_t i) {
    uint64_t hash = Mix(static_cast<uint64_t>(lists.value_length(i)));
    for (int64_t e = lists.value_offset(i); e < lists.value_offset(i + 1); ++e) {
      hash = Mix(hash ^ elements[static_cast<size_t>(e)]);
    }
    return hash;
  });
}

Hashes HashMaps(const arrow::Array& array) {
  const auto& maps = static_cast<const arrow::MapArray&>(array);
  auto keys = HashArray(*maps.keys());
  auto values = HashArray(*maps.items());
  return HashEach(array, [&](int64_t i) {
    uint64_t sum = 0;
    for (int64_t e = maps.value_offset(i); e < maps.value_offset(i + 1); ++e) {
      sum += Mix(keys[static_cast<size_t>(e)] ^ values[static_cast<size_t>(e)]);
    }
    return Mix(Mix(static_cast<uint64_t>(maps.value_length(i))) + sum);
  });
}

// Of each value, kNull for a null. Only ArrowType's types come here.
Hashes HashArray(const arrow::Array& array) {
  switch (array.type_id()) {
    case arrow::Type::BOOL: return HashIntegers<arrow::BooleanArray>(array);
    case arrow::Type::INT32: return HashIntegers<arrow::Int32Array>(array);
    case arrow::Type::DATE32: return HashIntegers<arrow::Date32Array>(array);
    case arrow::Type::INT64: return HashIntegers<arrow::Int64Array>(array);
    case arrow::Type::TIME64: return HashIntegers<arrow::Time64Array>(array);
    case arrow::Type::TIMESTAMP: return HashIntegers<arrow::TimestampArray>(array);
    case arrow::Type::FLOAT: return HashFloats<arrow::FloatArray>(array);
    case arrow::Type::DOUBLE: return HashFloats<arrow::DoubleArray>(array);
    case arrow::Type::DECIMAL128: return HashDecimals(array);
    case arrow::Type::FIXED_SIZE_BINARY: return HashViews<arrow::FixedSizeBinaryArray>(array);
    case arrow::Type::STRUCT: return HashStructs(array);
    case arrow::Type::LIST: return HashLists(array);
    case arrow::Type::MAP: return HashMaps(array);
    default: return HashViews<arrow::BinaryArray>(array);
  }
}

}  // namespace

std::string ColumnChecksum::ToString() const { return fmt::format("{}:{:016x}", count, sum); }

void TableChecksum::Add(const RowBatch& batch) {
  columns_.resize(batch.column_count());
  row_count_ += batch.row_count();
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto& array = *batch.data().batch->column(static_cast<int>(i));
    auto hashes = HashArray(array);
    for (int64_t row = 0; row < array.length(); ++row) {
      if (!array.IsNull(row)) columns_[i].sum += hashes[static_cast<size_t>(row)];
    }
    columns_[i].count += array.length() - array.null_count();
  }
}

void TableChecksum::Add(const TableChecksum& part) {
  row_count_ += part.row_count_;
  if (columns_.size() < part.columns_.size()) columns_.resize(part.columns_.size());
  for (size_t i = 0; i < part.columns_.size(); ++i) {
    columns_[i].count += part.columns_[i].count;
    columns_[i].sum += part.columns_[i].sum;
  }
}

Result<TableChecksum> ChecksumRows(RowReader& reader) {
  TableChecksum checksum;
  while (true) {
    LP_ASSIGN(auto batch, reader.Next());
    if (!batch) return checksum;
    checksum.Add(*batch);
  }
}

}  // namespace lakeport::formats

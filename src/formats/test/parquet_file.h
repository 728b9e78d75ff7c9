#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "formats/test/thrift_writer.h"

namespace lakeport::formats {

// parquet.thrift's numbers.
namespace parquet_type {
constexpr int kBoolean = 0, kInt32 = 1, kInt64 = 2, kInt96 = 3, kFloat = 4, kDouble = 5, kByteArray = 6, kFixed = 7;
}
namespace converted {
constexpr int kUtf8 = 0, kMap = 1, kMapKeyValue = 2, kList = 3, kDecimal = 5, kDate = 6, kTimestampMillis = 9,
              kTimestampMicros = 10, kUint32 = 13, kInt8 = 15, kInterval = 21;
}

// A SchemaElement. Leaves have a type, groups a number of children.
struct Element {
  std::string name;
  std::optional<int> type{};
  int repetition = 1;  // 0 required, 1 optional, 2 repeated
  int children = 0;
  std::optional<int> converted{};
  int type_length = 0;
  int precision = 0;
  int scale = 0;
  std::optional<int> field_id{};
  std::vector<thrift::Field> logical{};  // the union LogicalType
};

struct Statistics {
  std::optional<std::string> old_max{}, old_min{}, max{}, min{};
  std::optional<int64_t> null_count{};
};

struct Chunk {
  int64_t values = 0;
  std::optional<Statistics> statistics{};
  int64_t size = 10;
  int64_t offset = 4;
  std::string file_path{};
  bool encrypted = false;
};

struct RowGroup {
  std::vector<Chunk> chunks{};
  int64_t rows = 0;
};

struct ParquetFile {
  std::vector<Element> elements{};  // without the root
  std::vector<RowGroup> row_groups{};
  int root_children = -1;  // -1: one for each element that is no group's child, which holds when there are no groups
  std::string created_by = "parquet-mr version 1.13.1 (build abc)";
  bool type_orders = true;
  bool encrypted = false;
  std::optional<int64_t> rows{};  // the sum over the row groups, unless told otherwise
  int64_t data_size = 1000;

  std::string Metadata() const;
  std::string Bytes() const;
};

template <typename T>
std::string Plain(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

inline thrift::Value ToThrift(const Element& element) {
  std::vector<thrift::Field> fields;
  if (element.type) fields.push_back({1, thrift::I32(*element.type)});
  if (element.type_length != 0) fields.push_back({2, thrift::I32(element.type_length)});
  fields.push_back({3, thrift::I32(element.repetition)});
  fields.push_back({4, thrift::Binary(element.name)});
  if (!element.type) fields.push_back({5, thrift::I32(element.children)});
  if (element.converted) fields.push_back({6, thrift::I32(*element.converted)});
  if (element.precision != 0) {
    fields.push_back({7, thrift::I32(element.scale)});
    fields.push_back({8, thrift::I32(element.precision)});
  }
  if (element.field_id) fields.push_back({9, thrift::I32(*element.field_id)});
  if (!element.logical.empty()) fields.push_back({10, thrift::Struct(element.logical)});
  return thrift::Struct(fields);
}

inline thrift::Value ToThrift(const Statistics& statistics) {
  std::vector<thrift::Field> fields;
  if (statistics.old_max) fields.push_back({1, thrift::Binary(*statistics.old_max)});
  if (statistics.old_min) fields.push_back({2, thrift::Binary(*statistics.old_min)});
  if (statistics.null_count) fields.push_back({3, thrift::I64(*statistics.null_count)});
  if (statistics.max) fields.push_back({5, thrift::Binary(*statistics.max)});
  if (statistics.min) fields.push_back({6, thrift::Binary(*statistics.min)});
  return thrift::Struct(fields);
}

inline thrift::Value ToThrift(const Chunk& chunk) {
  std::vector<thrift::Field> metadata = {
      {5, thrift::I64(chunk.values)}, {7, thrift::I64(chunk.size)}, {9, thrift::I64(chunk.offset)}};
  if (chunk.statistics) metadata.push_back({12, ToThrift(*chunk.statistics)});
  std::vector<thrift::Field> fields;
  if (!chunk.file_path.empty()) fields.push_back({1, thrift::Binary(chunk.file_path)});
  fields.push_back({3, thrift::Struct(metadata)});
  if (chunk.encrypted) fields.push_back({8, thrift::Struct({})});
  return thrift::Struct(fields);
}

inline std::string ParquetFile::Metadata() const {
  std::vector<thrift::Value> schema = {
      ToThrift(Element{.name = "root",
                       .repetition = 0,
                       .children = root_children < 0 ? static_cast<int>(elements.size()) : root_children})};
  std::vector<thrift::Value> orders;
  for (const auto& element : elements) {
    schema.push_back(ToThrift(element));
    if (element.type) orders.push_back(thrift::Struct({{1, thrift::Struct({})}}));
  }
  std::vector<thrift::Value> groups;
  int64_t sum = 0;
  for (const auto& group : row_groups) {
    std::vector<thrift::Value> chunks;
    for (const auto& chunk : group.chunks) chunks.push_back(ToThrift(chunk));
    groups.push_back(thrift::Struct({{1, thrift::List(thrift::kStruct, chunks)}, {3, thrift::I64(group.rows)}}));
    sum += group.rows;
  }
  std::vector<thrift::Field> fields = {{1, thrift::I32(1)},
                                       {2, thrift::List(thrift::kStruct, schema)},
                                       {3, thrift::I64(rows.value_or(sum))},
                                       {4, thrift::List(thrift::kStruct, groups)}};
  if (!created_by.empty()) fields.push_back({6, thrift::Binary(created_by)});
  if (type_orders) fields.push_back({7, thrift::List(thrift::kStruct, orders)});
  if (encrypted) fields.push_back({8, thrift::Struct({})});
  return thrift::Struct(fields).bytes;
}

inline std::string ParquetFile::Bytes() const {
  auto metadata = Metadata();
  return "PAR1" + std::string(static_cast<size_t>(data_size), '.') + metadata +
         Plain(static_cast<uint32_t>(metadata.size())) + "PAR1";
}

}  // namespace lakeport::formats

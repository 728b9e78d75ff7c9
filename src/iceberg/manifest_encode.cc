#include "iceberg/manifest_encode.h"

#include <map>
#include <optional>

#include "iceberg/type_avro.h"

namespace lakeport::iceberg {
namespace {

// The union of null and something, which is how every optional field is written.
constexpr int32_t kNullBranch = 0;
constexpr int32_t kValueBranch = 1;

void Write(int32_t value, avro::Encoder* encoder) { encoder->Int(value); }
void Write(int64_t value, avro::Encoder* encoder) { encoder->Long(value); }
void Write(bool value, avro::Encoder* encoder) { encoder->Boolean(value); }
void Write(const std::string& value, avro::Encoder* encoder) { encoder->Bytes(value); }

template <typename T>
void WriteOptional(const std::optional<T>& value, avro::Encoder* encoder) {
  encoder->Branch(value ? kValueBranch : kNullBranch);
  if (value) Write(*value, encoder);
}

template <typename T>
void WriteMap(const std::map<int32_t, T>& map, avro::Encoder* encoder) {
  encoder->Branch(map.empty() ? kNullBranch : kValueBranch);
  if (map.empty()) return;
  encoder->Items(map.size());
  for (const auto& [column, value] : map) {
    encoder->Int(column);
    Write(value, encoder);
  }
  encoder->EndItems();
}

template <typename T>
void WriteList(const std::vector<T>& list, avro::Encoder* encoder) {
  encoder->Branch(list.empty() ? kNullBranch : kValueBranch);
  if (list.empty()) return;
  encoder->Items(list.size());
  for (const T& item : list) Write(item, encoder);
  encoder->EndItems();
}

// False when the value does not fit so many bytes.
bool WriteDecimal(Decimal decimal, int32_t size, avro::Encoder* encoder) {
  Int128 rest = decimal.unscaled;
  std::string bytes(static_cast<size_t>(size), '\0');
  for (size_t i = bytes.size(); i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest);
  bool negative = decimal.unscaled < 0;
  bool sign_kept = (static_cast<unsigned char>(bytes[0]) >= 0x80) == negative;
  encoder->Fixed(bytes);
  return sign_kept && rest == (negative ? -1 : 0);
}

bool WriteFixed(const std::string& bytes, int32_t size, avro::Encoder* encoder) {
  encoder->Fixed(bytes);
  return bytes.size() == static_cast<size_t>(size);
}

// False when the value is none of the type's.
bool WriteValue(const Type& type, const Value& value, avro::Encoder* encoder) {
  const auto* i32 = std::get_if<int32_t>(&value);
  const auto* i64 = std::get_if<int64_t>(&value);
  const auto* text = std::get_if<std::string>(&value);
  switch (type.id()) {
    case TypeId::kBoolean:
      if (const auto* boolean = std::get_if<bool>(&value)) return encoder->Boolean(*boolean), true;
      return false;
    case TypeId::kInt:
    case TypeId::kDate: return i32 != nullptr && (encoder->Int(*i32), true);
    case TypeId::kLong:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs:
      if (i64 == nullptr && i32 == nullptr) return false;
      return encoder->Long(i64 != nullptr ? *i64 : *i32), true;
    case TypeId::kFloat:
      if (const auto* f = std::get_if<float>(&value)) return encoder->Float(*f), true;
      return false;
    case TypeId::kDouble:
      if (const auto* d = std::get_if<double>(&value)) return encoder->Double(*d), true;
      if (const auto* f = std::get_if<float>(&value)) return encoder->Double(static_cast<double>(*f)), true;
      return false;
    case TypeId::kDecimal: {
      const auto* decimal = std::get_if<Decimal>(&value);
      return decimal != nullptr && WriteDecimal(*decimal, DecimalFixedSize(type.precision()), encoder);
    }
    case TypeId::kString:
    case TypeId::kBinary: return text != nullptr && (encoder->Bytes(*text), true);
    case TypeId::kUuid: return text != nullptr && WriteFixed(*text, 16, encoder);
    case TypeId::kFixed: return text != nullptr && WriteFixed(*text, type.length(), encoder);
    default: return false;
  }
}

Status WritePartition(const Type& type, const std::vector<Value>& values, avro::Encoder* encoder) {
  if (values.size() != type.fields().size()) {
    return InvalidArgument("{} partition values where the spec has {} fields", values.size(), type.fields().size());
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const NestedField& field = type.fields()[i];
    if (IsNull(values[i]) && field.type->id() == TypeId::kUnknown) continue;  // its Avro type is null, no union
    encoder->Branch(IsNull(values[i]) ? kNullBranch : kValueBranch);
    if (IsNull(values[i]) || WriteValue(*field.type, values[i], encoder)) continue;
    return InvalidArgument("the value of the partition field \"{}\" is no {}", field.name, field.type->ToString());
  }
  return Ok();
}

void WriteMetrics(const Metrics& metrics, avro::Encoder* encoder) {
  WriteMap(metrics.column_sizes, encoder);
  WriteMap(metrics.value_counts, encoder);
  WriteMap(metrics.null_value_counts, encoder);
  WriteMap(metrics.nan_value_counts, encoder);
  WriteMap(metrics.lower_bounds, encoder);
  WriteMap(metrics.upper_bounds, encoder);
}

}  // namespace

Status EncodeManifestEntry(const Type& partition, const ManifestEntry& entry, avro::Encoder* encoder) {
  const DataFile& file = entry.data_file;
  encoder->Int(static_cast<int32_t>(entry.status));
  WriteOptional(entry.snapshot_id, encoder);
  WriteOptional(entry.sequence_number, encoder);
  WriteOptional(entry.file_sequence_number, encoder);

  encoder->Int(static_cast<int32_t>(file.content));
  encoder->Bytes(file.file_path);
  encoder->Bytes(ToString(file.file_format));
  LP_TRY(WritePartition(partition, file.partition, encoder), "encoding the entry of {}", file.file_path);
  encoder->Long(file.metrics.record_count);
  encoder->Long(file.file_size_in_bytes);
  WriteMetrics(file.metrics, encoder);
  WriteOptional(file.key_metadata, encoder);
  WriteList(file.split_offsets, encoder);
  WriteList(file.equality_ids, encoder);
  WriteOptional(file.sort_order_id, encoder);
  WriteOptional(file.referenced_data_file, encoder);
  return Ok();
}

void EncodeManifestFile(const ManifestFile& file, avro::Encoder* encoder) {
  encoder->Bytes(file.manifest_path);
  encoder->Long(file.manifest_length);
  encoder->Int(file.partition_spec_id);
  encoder->Int(static_cast<int32_t>(file.content));
  encoder->Long(file.sequence_number);
  encoder->Long(file.min_sequence_number);
  encoder->Long(file.added_snapshot_id);
  encoder->Int(file.added_files_count);
  encoder->Int(file.existing_files_count);
  encoder->Int(file.deleted_files_count);
  encoder->Long(file.added_rows_count);
  encoder->Long(file.existing_rows_count);
  encoder->Long(file.deleted_rows_count);
  encoder->Branch(file.partitions ? kValueBranch : kNullBranch);
  if (file.partitions) {
    encoder->Items(file.partitions->size());
    for (const FieldSummary& summary : *file.partitions) {
      encoder->Boolean(summary.contains_null);
      WriteOptional(summary.contains_nan, encoder);
      WriteOptional(summary.lower_bound, encoder);
      WriteOptional(summary.upper_bound, encoder);
    }
    encoder->EndItems();
  }
  WriteOptional(file.key_metadata, encoder);
}

}  // namespace lakeport::iceberg

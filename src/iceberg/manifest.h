#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {

enum class FileContent { kData = 0, kPositionDeletes = 1, kEqualityDeletes = 2 };
enum class FileFormat { kAvro, kOrc, kParquet, kPuffin };
std::string_view ToString(FileFormat format);                 // "PARQUET", as manifests have it
Result<FileFormat> ParseFileFormat(const std::string& text);  // any case

// Per column statistics of a file, by field id. What is not known is not there.
struct Metrics {
  int64_t record_count = 0;
  std::map<int32_t, int64_t> column_sizes{};  // bytes
  std::map<int32_t, int64_t> value_counts{};  // nulls and NaNs included
  std::map<int32_t, int64_t> null_value_counts{};
  std::map<int32_t, int64_t> nan_value_counts{};
  std::map<int32_t, std::string> lower_bounds{};  // EncodeValue's bytes
  std::map<int32_t, std::string> upper_bounds{};
  friend bool operator==(const Metrics&, const Metrics&) = default;
};

// A manifest's data_file (spec, "Manifests"; field ids 100 and up).
struct DataFile {
  FileContent content = FileContent::kData;
  std::string file_path;
  FileFormat file_format = FileFormat::kParquet;
  std::vector<Value> partition{};  // in the order of the manifest's spec
  int64_t file_size_in_bytes = 0;
  Metrics metrics{};
  std::optional<std::string> key_metadata{};
  std::vector<int64_t> split_offsets{};
  std::vector<int32_t> equality_ids{};
  std::optional<int32_t> sort_order_id{};
  std::optional<int64_t> first_row_id{};
  std::optional<std::string> referenced_data_file{};
  std::optional<int64_t> content_offset{};
  std::optional<int64_t> content_size_in_bytes{};
  friend bool operator==(const DataFile&, const DataFile&) = default;
};

enum class ManifestStatus { kExisting = 0, kAdded = 1, kDeleted = 2 };

struct ManifestEntry {
  ManifestStatus status = ManifestStatus::kAdded;
  std::optional<int64_t> snapshot_id{};           // null: inherited
  std::optional<int64_t> sequence_number{};       // null: inherited
  std::optional<int64_t> file_sequence_number{};  // null: inherited
  DataFile data_file{};
  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

enum class ManifestContent { kData = 0, kDeletes = 1 };

struct FieldSummary {
  bool contains_null = false;
  std::optional<bool> contains_nan{};
  std::optional<std::string> lower_bound{};  // EncodeValue's bytes
  std::optional<std::string> upper_bound{};
  friend bool operator==(const FieldSummary&, const FieldSummary&) = default;
};

// A manifest's sequence number before its manifest list is written, which is what gives it one.
inline constexpr int64_t kUnassignedSequenceNumber = -1;

// A manifest list's row (spec, "Manifest Lists"; field ids 500 and up).
struct ManifestFile {
  std::string manifest_path;
  int64_t manifest_length = 0;  // bytes
  int32_t partition_spec_id = 0;
  ManifestContent content = ManifestContent::kData;
  int64_t sequence_number = kUnassignedSequenceNumber;      // 0 in format version 1
  int64_t min_sequence_number = kUnassignedSequenceNumber;  // 0 in format version 1
  int64_t added_snapshot_id = 0;
  int32_t added_files_count = 0;  // counts that an old v1 list leaves out are 0
  int32_t existing_files_count = 0;
  int32_t deleted_files_count = 0;
  int64_t added_rows_count = 0;
  int64_t existing_rows_count = 0;
  int64_t deleted_rows_count = 0;
  std::optional<std::vector<FieldSummary>> partitions{};  // by the spec's fields; nullopt: not known
  std::optional<std::string> key_metadata{};
  std::optional<int64_t> first_row_id{};
  friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

}  // namespace lakeport::iceberg

#include "jobs/ingest/partition_version.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/time.h"
#include "jobs/ingest/file_set.h"

namespace lakeport::ingest {
namespace {

constexpr size_t kDigits = 32;
constexpr char kBeforeVersion = '~';  // which no copy's name has
constexpr std::string_view kExtension = ".parquet";

// What is kept about a table, not about how it is read: by how the key begins.
constexpr std::array<std::string_view, 14> kBookkeeping = {
    "transient_", "last_modified_", "num",     "rawDataSize", "totalSize", "COLUMN_STATS_", "STATS_",
    "spark.sql.", "impala.",        "comment", "bucketing_",  "EXTERNAL",  "created_",      "external."};

bool IsBookkeeping(const std::string& key) {
  return std::any_of(kBookkeeping.begin(), kBookkeeping.end(), [&](auto begin) { return key.starts_with(begin); });
}

// Each text with its length before it, so that no two lists have one.
void Append(std::string& text, std::string_view part) { text += fmt::format("{}:{}", part.size(), part); }

void Append(std::string& text, const std::map<std::string, std::string>& parameters) {
  for (const auto& [key, value] : parameters) {
    if (IsBookkeeping(key)) continue;
    Append(text, key);
    Append(text, value);
  }
  text += ';';
}

void Append(std::string& text, const std::vector<hive::Column>& columns) {
  for (const hive::Column& column : columns) {
    Append(text, column.name);
    Append(text, column.type);
  }
  text += ';';
}

}  // namespace

PartitionVersions::PartitionVersions(const hive::Table& table) {
  std::string reading;
  Append(reading, table.serde);
  Append(reading, table.input_format);
  Append(reading, table.columns);
  Append(reading, table.partition_keys);
  Append(reading, table.parameters);
  Append(reading, table.serde_parameters);
  table_ = StableHash(reading);
}

std::string PartitionVersions::Of(const hive::Partition& partition, const std::string& path,
                                  const hive::FileListing& files) const {
  std::string reading;
  Append(reading, hive::ToString(partition.format));
  Append(reading, partition.storage.serde);
  Append(reading, partition.storage.input_format);
  Append(reading, partition.storage.columns);
  Append(reading, partition.storage.parameters);
  Append(reading, partition.storage.serde_parameters);
  uint64_t state = table_ + StableHash(reading);
  for (const storage::FileInfo& file : files.files) {
    state += StableHash(fmt::format("{}\n{}\n{}", file.location.ToString(), file.size, ToMillis(file.modified)));
  }
  return fmt::format("{:016x}{:016x}", StableHash(path), state);
}

std::string NewFileName(int64_t number, size_t lane, int n, const std::string& version) {
  std::string end = version.empty() ? "" : kBeforeVersion + version;
  return fmt::format("{:05}-{}-{:05}{}{}", number, lane, n, end, kExtension);
}

std::optional<std::string> FindVersion(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  size_t length = kDigits + kExtension.size();
  if (!name.ends_with(kExtension) || name.size() <= length) return std::nullopt;
  size_t begin = name.size() - length;
  if (name[begin - 1] != kBeforeVersion) return std::nullopt;
  return std::string(name.substr(begin, kDigits));
}

}  // namespace lakeport::ingest

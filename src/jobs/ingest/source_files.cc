#include "jobs/ingest/source_files.h"

#include <span>
#include <utility>

#include "base/parallel.h"
#include "hive/partition_path.h"
#include "hive/partition_value.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/partition_version.h"
#include "jobs/ingest/source_serde.h"

namespace lakeport::ingest {
namespace {

constexpr size_t kPartitionsInBatch = 256;
constexpr size_t kFilesInBatch = 4'096;
constexpr size_t kListedAtOnce = 32;

class Lister {
 public:
  Lister(Stores& stores, const hive::Table& table, const std::vector<hive::HiveType>& key_types,
         const ListOptions& options, const std::function<Status(std::vector<ListedPartition>)>& visit)
      : stores_(stores),
        table_(table),
        key_types_(key_types),
        options_(options),
        visit_(visit),
        serdes_(stores, table),
        versions_(table) {
    for (const auto& key : table.partition_keys) keys_.push_back(key.name);
  }

  Status ListWholeTable() {
    hive::Partition whole{.values = {}, .location = table_.location, .format = table_.format, .storage = {}};
    LP_TRY(ListPartitions({&whole, 1}));
    return Flush();
  }

  Status ListPartitions(std::span<const hive::Partition> partitions) {
    while (!partitions.empty()) {
      auto group = partitions.first(std::min(partitions.size(), kListedAtOnce));
      partitions = partitions.subspan(group.size());
      LP_TRY(ListGroup({group.begin(), group.end()}));
    }
    return Ok();
  }

  Status Flush() { return batch_.empty() ? Ok() : visit_(std::exchange(batch_, {})); }

 private:
  // A partition, and how its files are read when they can't be adopted.
  struct Task {
    const hive::Partition* partition = nullptr;
    std::shared_ptr<const formats::Serde> serde{};
    std::optional<Error> bad_serde{};
  };

  Task MakeTask(const hive::Partition& partition) {
    Task task{.partition = &partition};
    if (AdoptableFormat(partition.format)) return task;
    const auto& serde = serdes_.Get(partition.storage);
    if (serde.ok()) {
      task.serde = *serde;
    } else {
      task.bad_serde = serde.error();
    }
    return task;
  }

  Status ListGroup(const std::vector<hive::Partition>& group) {
    std::vector<Task> tasks;
    for (const hive::Partition& partition : group) tasks.push_back(MakeTask(partition));
    ParallelOptions parallel{.threads = options_.threads, .stop = options_.stop};
    LP_ASSIGN(auto listed, MapParallel(
                               tasks, [&](const Task& task, std::stop_token) { return List(task); }, parallel));
    for (ListedPartition& one : listed) {
      files_ += one.files.files.size();
      batch_.push_back(std::move(one));
      if (batch_.size() < kPartitionsInBatch && files_ < kFilesInBatch) continue;
      files_ = 0;
      LP_TRY(Flush());
    }
    return Ok();
  }

  Result<ListedPartition> List(const Task& task) const {
    const hive::Partition& partition = *task.partition;
    LP_ASSIGN(Location location, Location::Parse(partition.location), "listing {}.{}", table_.database, table_.name);
    ListedPartition listed;
    auto values = hive::ParsePartitionValues(table_.partition_keys, key_types_, partition);
    if (!values.ok()) listed.bad_values = values.error();
    auto source = std::make_shared<SourcePartition>(
        SourcePartition{.path = hive::FormatPartitionPath(keys_, partition.values),
                        .values = values.ok() ? std::move(values).value() : std::vector<iceberg::Value>(),
                        .format = partition.format,
                        .location = location,
                        .serde = task.serde});
    listed.partition = source;
    listed.bad_serde = task.bad_serde;
    LP_ASSIGN(storage::FileIO * io, stores_.Get(location));
    auto files = hive::ListDataFiles(*io, location, options_.nested);
    if (files.ok()) {
      listed.files = std::move(files).value();
      if (options_.versions) source->version = versions_.Of(partition, source->path, listed.files);
      return listed;
    }
    if (files.error().kind() != ErrorKind::kNotFound) return std::move(files).error();
    listed.is_missing = true;
    return listed;
  }

  Stores& stores_;
  const hive::Table& table_;
  const std::vector<hive::HiveType>& key_types_;
  const ListOptions& options_;
  const std::function<Status(std::vector<ListedPartition>)>& visit_;
  SerdeCache serdes_;
  PartitionVersions versions_;
  std::vector<std::string> keys_;
  std::vector<ListedPartition> batch_;
  size_t files_ = 0;
};

}  // namespace

Status VisitSourceFiles(hive::Source& source, Stores& stores, const hive::Table& table,
                        const std::vector<hive::HiveType>& key_types, const ListOptions& options,
                        const std::function<Status(std::vector<ListedPartition>)>& visit) {
  Lister lister(stores, table, key_types, options, visit);
  if (table.partition_keys.empty()) return lister.ListWholeTable();
  LP_TRY(source.VisitPartitions(
      table, [&](const std::vector<hive::Partition>& batch) { return lister.ListPartitions(batch); }));
  return lister.Flush();
}

}  // namespace lakeport::ingest

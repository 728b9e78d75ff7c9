#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "iceberg/append.h"
#include "iceberg/snapshot_content.h"
#include "iceberg/table_update.h"

namespace lakeport::iceberg {

// What a commit of new files starts from.
struct AppendStart {
  TableIdentifier table;
  std::optional<LoadedTable> base;         // nullopt: the table does not exist
  std::vector<TableUpdate> preparation{};  // made by the same commit, before the snapshot; upon a base: new columns
};

class SnapshotAppend final : public Append {
 public:
  SnapshotAppend(Catalog& catalog, AppendStart start, AppendOptions options);
  ~SnapshotAppend() override;

  Status Add(const DataFile& file) override;
  Status Remove(const std::string& path) override;
  void SetProperties(const std::map<std::string, std::string>& properties) override;
  Result<std::vector<ManifestFile>> Finish() override;
  Result<LoadedTable> Commit(const Summary& summary, int attempts) override;

 private:
  bool changes_columns() const { return base_ && !preparation_.empty(); }
  Result<TableMetadata> Prospective() const;
  Status Start();

  Result<LoadedTable> TryToCommit(const Summary& summary, int attempts);
  Result<LoadedTable> Attempt(const Summary& summary);
  std::vector<TableRequirement> Requirements() const;
  Result<PartitionSpec> Spec(const TableMetadata& metadata) const;
  Result<Snapshot> WriteSnapshot(const TableMetadata& metadata, const Summary& summary);
  Result<Location> WriteList(const TableMetadata& metadata, const Snapshot& snapshot,
                             const std::vector<ManifestFile>& manifests);
  Status Reload();
  Result<LoadedTable> LookForOurs(Error unknown);
  bool IsOurs(const TableMetadata& metadata) const;

  void Wait(int failures) const;
  Timestamp Now() const;
  void Delete(const std::string& location);
  void DeleteUnused();
  void DeleteAll();

  Catalog& catalog_;
  const TableIdentifier table_;
  std::optional<LoadedTable> base_;
  const std::vector<TableUpdate> preparation_;
  const AppendOptions options_;
  const std::string commit_uuid_;
  std::map<std::string, std::string> properties_;

  int64_t snapshot_id_ = 0;
  std::optional<SnapshotContent> content_;
  std::vector<Location> lists_;  // one an attempt
  bool finished_ = false;
  bool sent_ = false;     // the attempt under way reached the catalog
  bool settled_ = false;  // what was written belongs to the table, may do so, or is deleted
};

}  // namespace lakeport::iceberg

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "iceberg/catalog.h"
#include "iceberg/manifest.h"

namespace lakeport::iceberg {

// What is to become one table, before it exists. The schema's ids are final (AssignFreshIds).
struct NewTable {
  Location location;
  Schema schema;
  PartitionSpec spec;
  std::map<std::string, std::string> properties;
  SortOrder sort_order{};  // without fields: unsorted
};

// Adds files to a table, or makes a table that holds them, in one commit: any number of Add calls, then one Commit.
// Entries go straight into manifests (about 8 MB each, or commit.manifest.target-size-bytes), so memory grows with the
// number of partitions, not of files. After a lost race only the manifest list and the metadata are written again. What
// it has written it deletes when it is destroyed before Commit, or when Commit fails and the table surely is without
// it. Unsupported for tables of format versions other than 2. For one thread.
class Append {
 public:
  virtual ~Append() = default;

  // A data file of the table's default spec, or of that of the options. After InvalidArgument others may still be
  // added.
  virtual Status Add(const DataFile& file) = 0;

  // A data file, by its path, that the same commit takes out of an existing table. It must be in the table when it is
  // committed: Conflict. The manifest that holds it is written anew, the others stay. The snapshot's operation is
  // "overwrite" when files are both added and removed, "delete" when they are only removed.
  virtual Status Remove(const std::string& path) = 0;

  // Table properties that are known only once the files are (a name mapping): set by the same commit, over the new
  // table's own of the same name. May be called any number of times before Commit.
  virtual void SetProperties(const std::map<std::string, std::string>& properties) = 0;

  // Closes the manifests and says what they hold, so that it can be checked before Commit. No Add after that.
  // Sequence numbers are not assigned yet. Commit does this by itself when nobody asked.
  virtual Result<std::vector<ManifestFile>> Finish() = 0;

  // Commits; tries again after Conflict, at most `attempts` times, then returns the last Conflict. After CommitUnknown
  // it loads the table and looks for its own snapshot: found is success, and otherwise nothing is deleted. An append
  // that changes nothing of an existing table commits nothing and returns the table as it is; a new table without files
  // is made without a snapshot. `summary` is added to the snapshot's ("lakeport.job-id" and the like).
  virtual Result<LoadedTable> Commit(const Summary& summary, int attempts = 10) = 0;
};

struct AppendOptions {
  // Begins the names of the manifests, and stands in the manifest list's: who gives it can tell the files of an attempt
  // that was killed. Empty: a new UUID.
  std::string commit_uuid{};
  // Asked for a stop, Commit gives up between two attempts: Cancelled.
  std::stop_token stop{};
  const Clock* clock = nullptr;  // nullptr: the machine's
  // Called with the table as it is after a lost race, before the commit is tried again. Its error ends the commit,
  // which then surely has not happened.
  std::function<Status(const LoadedTable&)> before_retry{};
  // Waits between two attempts, longer each time; empty: really waits, unless stopped.
  std::function<void(std::chrono::milliseconds)> wait{};
  // Which of an existing table's partition specs the added files are of; nullopt: the default one.
  std::optional<int32_t> spec_id{};
};

// The table must not exist when it is committed: AlreadyExists.
std::unique_ptr<Append> AppendToNewTable(Catalog& catalog, TableIdentifier table, NewTable created,
                                         AppendOptions options = {});
std::unique_ptr<Append> AppendToTable(Catalog& catalog, TableIdentifier table, LoadedTable base,
                                      AppendOptions options = {});
// The same, and the table has the columns of `schema` from this commit on: field ids that the table has already stay
// what they are. Conflict when others changed columns or partition fields meanwhile.
std::unique_ptr<Append> AppendWithSchema(Catalog& catalog, TableIdentifier table, LoadedTable base, Schema schema,
                                         AppendOptions options = {});

// Gives a table new columns, a new partition spec and only the files that are added, in one commit; a commit without
// files leaves it empty. Its uuid, its properties (under the new ones) and its earlier snapshots stay, as in Iceberg's
// Java library: the new snapshot is an append that has no parent. What others added meanwhile is replaced too; Conflict
// when they changed columns or partition fields. Files are added with the ids that WithIdsOf gives.
std::unique_ptr<Append> ReplaceTable(Catalog& catalog, TableIdentifier table, LoadedTable base,
                                     const NewTable& replacement, AppendOptions options = {});
// `table` with the field ids that it has when it replaces `base`: a column keeps the id that its name has there, a
// partition field that of its source and transform, a sort order that of the same fields; the others get new ones. A
// second time it changes nothing.
NewTable WithIdsOf(const TableMetadata& base, const NewTable& table);

}  // namespace lakeport::iceberg

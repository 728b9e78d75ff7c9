#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "iceberg/append.h"
#include "jobs/ingest/own_files.h"

namespace lakeport::ingest {

// Which files of a Hive table an Iceberg table must be given, and which of its own it must lose, to hold what Hive
// holds now. Files of others are left alone. What was written anew of a partition stays or goes as a whole. Shown each
// listed file once. For one thread.
class SyncSelection {
 public:
  using Parts = std::bitset<FileSet::kParts>;

  // `same`: the parts of the source that are as they were when the table was last brought up to date. In place, a file
  // elsewhere must be looked into even when its length is the same; a copy's name tells its version.
  SyncSelection(OwnFiles own, protocol::IngestMode mode, const Parts& same);

  // True: the table has it already, as it is; its rows, when they were written anew.
  bool IsUnchanged(const SourceFile& file);
  // What was written anew is not what would be written now: the columns are others.
  void ForgetWritten() { written_holds_ = false; }

  // For a file that was looked into. True: the table says just that of it. Otherwise what the table says of it is taken
  // out by `append`, to which it can be added then.
  Result<bool> IsSettled(const SourceFile& file, const iceberg::DataFile& entry, iceberg::Append& append);

  // When all were shown: what was not among them is taken out.
  Status RemoveVanished(iceberg::Append& append);
  // The number of files that RemoveVanished would take out, but for those that are still to be looked into.
  int64_t CountVanished() const;

  int64_t removed() const { return removed_; }
  const OwnSet& kept() const { return kept_; }  // of the table's own files, without those removed
  bool has_deletes() const { return own_.has_deletes(); }
  int64_t foreign() const { return own_.foreign(); }

 private:
  using Files = std::vector<const OwnFile*>;

  bool HasWritten(const std::string& version);
  Status Remove(const OwnFile& file, iceberg::Append& append);

  const OwnFiles own_;
  const protocol::IngestMode mode_;
  const Parts same_;
  std::unordered_map<std::string, const OwnFile*> left_;    // not shown so far, by key
  std::unordered_map<std::string, const OwnFile*> looked_;  // shown, to be settled
  std::unordered_map<std::string, Files> written_;          // anew, of partitions not shown so far, by version
  std::unordered_set<std::string> shown_;                   // versions of partitions
  bool written_holds_ = true;
  std::vector<std::string> doubles_;
  OwnSet kept_;
  int64_t removed_ = 0;
};

}  // namespace lakeport::ingest

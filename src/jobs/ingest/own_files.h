#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/table_metadata.h"
#include "jobs/ingest/file_set.h"
#include "protocol/job_request.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// A data file that ingesting has put into a table.
struct OwnFile {
  std::string path;
  int64_t size = 0;
  uint64_t digest = 0;    // DigestOf
  std::string version{};  // of the partition whose rows were written anew into it
};

// The files of a table's current snapshot that ingesting has put there, by which source file each is of; everything
// else was written by others. A copy is known by its place:
// `data/<job>-<attempt>-<token>/<partition>/<name>-<version>`, and so is what was written anew; in place, Hive's files
// are those that lie neither below the table nor where it says that its writers write. For one thread.
class OwnFiles {
 public:
  static Result<OwnFiles> Read(storage::FileIO& io, const iceberg::TableMetadata& metadata, protocol::IngestMode mode);

  const std::unordered_map<std::string, OwnFile>& files() const { return files_; }  // by key
  const std::vector<std::string>& doubles() const { return doubles_; }              // paths of second files of one key
  const OwnSet& set() const { return set_; }
  int64_t foreign() const { return foreign_; }       // data files of others
  bool has_deletes() const { return has_deletes_; }  // others have deleted rows of files

  // Of this very source file: its copy's is of this version of it, in place it is of any version.
  std::string KeyOf(const SourceFile& file) const;

 private:
  explicit OwnFiles(protocol::IngestMode mode) : mode_(mode) {}
  void Add(const iceberg::DataFile& file, const iceberg::TableMetadata& metadata);

  protocol::IngestMode mode_;
  std::unordered_map<std::string, OwnFile> files_;
  std::vector<std::string> doubles_;
  OwnSet set_;
  int64_t foreign_ = 0;
  bool has_deletes_ = false;
};

// What a manifest says of a file but for its path: equal for equal entries within one process.
uint64_t DigestOf(const iceberg::DataFile& file);

}  // namespace lakeport::ingest

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "iceberg/schema.h"
#include "iceberg/table_metadata.h"
#include "jobs/ingest/file_set.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

// What is kept with a table, in its properties, so that it can be brought up to date later: docs/adr says why.
inline constexpr const char* kSyncProperty = "lakeport.sync";
// The own set, in the summary of each snapshot that a job makes.
inline constexpr const char* kOwnFilesProperty = "lakeport.files";

struct SyncRecord {
  protocol::IngestMode mode = protocol::IngestMode::kCopy;
  FileSet source;             // as it was listed
  OwnSet own;                 // what of the table's files is of it
  std::set<int32_t> columns;  // field ids, nested ones too, that Hive has: the others are somebody else's
  std::string layout{};       // LayoutWords of the request

  friend bool operator==(const SyncRecord&, const SyncRecord&) = default;
};

// Less than 4,000 bytes for any table, since some metastores take no more.
std::string FormatSyncRecord(const SyncRecord& record);
// nullopt: the table has none, or none that can be read.
std::optional<SyncRecord> FindSyncRecord(const iceberg::TableMetadata& metadata);

// How a request wants files laid out that are written anew, as its options; empty: as they are. Told by a hash when it
// takes many words.
std::string LayoutWords(const protocol::IngestRequest& request);

// The field ids of a schema, nested ones too.
std::set<int32_t> FieldIds(const iceberg::Schema& schema);

}  // namespace lakeport::ingest

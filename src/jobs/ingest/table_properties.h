#pragma once

#include <map>
#include <string>

#include "hive/source.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

inline constexpr const char* kJobIdProperty = "lakeport.job-id";
inline constexpr const char* kCreatedByProperty = "lakeport.created-by";  // the job that made the table anew
inline constexpr const char* kSourceProperty = "lakeport.source";

// The properties of the Iceberg table that a Hive table becomes: the user's own ones, the comment, and what tells
// readers and maintenance how to treat the files. In-place tables are kept from having Hive's files deleted
// (gc.enabled=false); tables of ORC files go on being written as ORC. Without the name mapping. Pure.
std::map<std::string, std::string> MakeTableProperties(const hive::Table& table, protocol::IngestMode mode,
                                                       const std::string& job_id);

}  // namespace lakeport::ingest

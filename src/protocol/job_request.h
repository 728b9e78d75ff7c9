#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace lakeport::protocol {

enum class IngestMode { kCopy, kInPlace, kRewrite };
enum class IfExists { kFail, kReplace, kSync };
enum class Verify { kOff, kCounts, kChecksum };
enum class NestedDirectories { kRefuse, kTake };

// `lakeport ingest`'s words, the same in a job file, in the API and on the command line.
struct IngestRequest {
  std::string from{};  // connection: the Hive source
  std::string database{};
  std::vector<std::string> tables;  // names and globs; empty: all
  std::string to{};                 // connection: the Iceberg catalog
  std::string target_namespace{};   // "namespace"; default "<database>_iceberg"
  IngestMode mode = IngestMode::kCopy;
  IfExists if_exists = IfExists::kFail;
  Verify verify = Verify::kCounts;
  NestedDirectories nested = NestedDirectories::kRefuse;  // "nested_directories": "refuse" | "take"

  // Of mode rewrite only. Asked for any of these, every file is written anew; otherwise those that can't be adopted.
  std::vector<std::string> partition_by{};  // table_layout.h's terms; empty: Hive's partition keys
  std::vector<std::string> sort_by{};
  int64_t target_file_size = 0;  // bytes; 0: the default, 512 MiB

  std::string revert{};  // a job's id: what that job made in the namespace is taken back, and nothing else is done
};

std::string_view ToString(IngestMode mode);
std::string_view ToString(IfExists if_exists);
std::string_view ToString(Verify verify);
std::string_view ToString(NestedDirectories nested);

// A request's text may not be longer than this.
inline constexpr size_t kMaxRequestBytes = 16 << 20;

// What a job file, POST /api/v1/jobs and an engine's standard input hold.
struct JobRequest {
  std::string engine{};                      // "ingest"
  Json parameters = Json::object();          // everything else but "then", as given
  std::shared_ptr<const JobRequest> then{};  // the job to submit when this one succeeds
};

// Checks everything that can be checked without looking at the outside world. InvalidArgument names the member:
// `"mode" must be "copy" or "in-place", not "cpoy"`. Unknown members and unknown engines are errors.
Result<JobRequest> ParseJobRequest(const Json& json);
// The same from a text that may hold anything. InvalidArgument also for a text that is too long, that is not JSON, or
// that names a member twice. `what` names the text in errors ("job file a.json").
Result<JobRequest> ParseJobRequestText(std::string_view text, std::string_view what);
Json ToJson(const JobRequest& request);

Result<IngestRequest> ParseIngestRequest(const Json& parameters);
Json ToJson(const IngestRequest& request);

// What a job writes to. `item` empty: anything in `scope`. Two jobs with the same scope and the same item, or with one
// item empty, must not run at once.
struct WriteTarget {
  std::string scope{};  // "lake/sales_iceberg": connection and namespace
  std::string item{};   // a table's name, in lower case

  friend bool operator==(const WriteTarget&, const WriteTarget&) = default;
};

// The targets of the request itself, not of what is chained to it. A request with a glob, or with very many tables,
// has its whole namespace as target. InvalidArgument as for ParseJobRequest.
Result<std::vector<WriteTarget>> ListWriteTargets(const JobRequest& request);

}  // namespace lakeport::protocol

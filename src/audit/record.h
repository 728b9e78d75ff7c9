#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace lakeport::audit {

// What a job did to one table.
struct TableOutcome {
  std::string table{};
  std::string target{};
  std::string status{};  // "committed", "unchanged", "skipped", "refused", "failed"
  int64_t rows = 0, files = 0, bytes = 0;
  double seconds = 0;
  std::string metadata_location{};
  std::string message{};
  Json accounting{};  // where its files went, as the engine told it; null: not known
};

// What is kept of a job that has ended: archive/<id>.json. A job that is retried and ends again has another record.
struct Record {
  int64_t sequence = 0;    // 1, 2, ... over all jobs of a queue, without a gap
  std::string previous{};  // SHA-256 of the text of the record before; empty for the first

  std::string job_id{};
  std::string engine{};
  std::string engine_version{};  // empty when it never ran
  std::string label{};
  std::string user{};
  std::string source{};
  std::string parent{};
  std::vector<std::string> children{};
  Json request = Json::object();  // the job's parameters, with what is chained to it

  std::string state{};  // "done", "failed", "cancelled"
  std::string error{};
  std::optional<int> exit_code{};
  std::string cancelled_by{};
  std::string worker{};
  int attempts = 0, errors = 0, crashes = 0;

  Timestamp created_at{};
  std::optional<Timestamp> started_at{};  // the last attempt
  Timestamp finished_at{};
  double seconds = 0;  // of the last attempt

  int64_t rows = 0, files = 0, bytes = 0;  // of the tables that were committed
  std::vector<TableOutcome> tables{};
};

// The text that is written and hashed. What looks like a secret in it is replaced; the same record gives the same text.
std::string FormatRecord(const Record& record);
// CorruptData for anything that FormatRecord can't have written; members that a later version added are skipped.
Result<Record> ParseRecord(const std::string& text);

// Checks that the texts, in any order, are the records 1 to n, each with the hash of the one before. CorruptData names
// the first that is missing, there twice, or changed after it was written. A change of the very last one, or its
// removal, can't be seen from the texts alone.
Status VerifyChain(const std::vector<std::string>& texts);

}  // namespace lakeport::audit

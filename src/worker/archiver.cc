#include "worker/archiver.h"

#include "worker/record_maker.h"

namespace lakeport::worker {

Status Archiver::WriteRecord(const queue::Record& record) {
  LP_TRY(archive_.Write(record.job_id, record.sequence, record.text), "archiving job {}", record.job_id);
  return store_.MarkWritten(record.sequence);
}

Status Archiver::Step(int limit) {
  LP_ASSIGN(auto unwritten, store_.ListUnwritten(limit));
  for (const auto& record : unwritten) LP_TRY(WriteRecord(record));
  auto make = [](const queue::FinishedJob& job, int64_t sequence, const std::string& hash) -> Result<std::string> {
    return audit::FormatRecord(MakeRecord(job, sequence, hash));
  };
  for (int made = 0; made < limit; ++made) {
    LP_ASSIGN(bool more, store_.HasUnrecorded());
    if (!more) return Ok();
    LP_ASSIGN(auto record, store_.RecordNext(make));
    if (!record.has_value()) return Ok();
    LP_TRY(WriteRecord(*record));
  }
  return Ok();
}

}  // namespace lakeport::worker

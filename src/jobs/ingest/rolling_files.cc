#include "jobs/ingest/rolling_files.h"

#include <utility>

namespace lakeport::ingest {

Status RollingFiles::Write(const formats::RowBatch& rows) {
  if (writer_ == nullptr) {
    LP_ASSIGN(Location location, options_.place(static_cast<int>(files_.size())));
    LP_ASSIGN(writer_, formats::CreateParquetFile(io_, location, options_.writer));
  }
  LP_TRY(writer_->Write(rows));
  return writer_->size() < options_.target_bytes ? Ok() : CloseFile();
}

Result<std::vector<iceberg::DataFile>> RollingFiles::Finish() {
  LP_TRY(CloseFile());
  return std::exchange(files_, {});
}

Status RollingFiles::CloseFile() {
  if (writer_ == nullptr) return Ok();
  LP_ASSIGN(auto file, writer_->Finish());
  writer_.reset();
  file.partition = options_.partition;
  file.sort_order_id = options_.sort_order_id;
  files_.push_back(std::move(file));
  return Ok();
}

}  // namespace lakeport::ingest

#include "storage/file_io.h"

namespace lakeport::storage {

Result<std::string> ReadFile(FileIO& io, const Location& location) {
  LP_ASSIGN(auto file, io.Open(location));
  return file->ReadAt(0, file->size());
}

Status WriteFile(FileIO& io, const Location& location, std::string_view bytes, WriteMode mode) {
  LP_ASSIGN(auto file, io.Create(location, mode));
  LP_TRY(file->Append(bytes));
  return file->Close();
}

}  // namespace lakeport::storage

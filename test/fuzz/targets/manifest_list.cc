#include "iceberg/manifest_io.h"
#include "input.h"
#include "targets.h"

namespace lakeport::fuzz {

void ManifestList(std::string_view input) {
  storage::MemoryFileIO io;
  auto location = LocationOf("snap.avro");
  if (!storage::WriteFile(io, location, input, storage::WriteMode::kCreate).ok()) std::abort();
  static_cast<void>(iceberg::ReadManifestList(io, location));
}

}  // namespace lakeport::fuzz

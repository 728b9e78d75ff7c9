#include "worker/state_dir.h"

#include <filesystem>

namespace lakeport::worker {

Status StateDir::Make() const {
  for (const auto& path : {root, queue(), taken(), rejected(), logs(), archive(), workers()}) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
      return Error(ErrorKind::kPermissionDenied,
                   fmt::format("cannot make the directory {}: {}; make it, and give this user the right to write in it",
                               path, error.message()));
    }
  }
  return Ok();
}

}  // namespace lakeport::worker

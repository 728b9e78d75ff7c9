#include "formats/rows/prepare_arrow.h"

#include <mutex>

#include <arrow/compute/initialize.h>
#include <arrow/status.h>

namespace lakeport::formats {

Status PrepareArrow() {
  static std::once_flag once;
  static arrow::Status status;
  std::call_once(once, [] { status = arrow::compute::Initialize(); });
  return status.ok() ? Ok() : Status(Internal("Arrow can't be set up: {}", status.message()));
}

}  // namespace lakeport::formats

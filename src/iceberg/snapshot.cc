#include "iceberg/snapshot.h"

namespace lakeport::iceberg {

std::optional<std::string> FindSummary(const Snapshot& snapshot, const std::string& key) {
  for (const auto& [name, value] : snapshot.summary) {
    if (name == key) return value;
  }
  return std::nullopt;
}

}  // namespace lakeport::iceberg

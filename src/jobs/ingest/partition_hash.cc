#include "jobs/ingest/partition_hash.h"

#include <functional>

namespace lakeport::ingest {
namespace {

size_t Combine(size_t seed, size_t hash) { return (seed * 0x9e3779b97f4a7c15u) ^ (hash + (seed >> 7)); }

template <typename T>
size_t HashOf(const T& value) {
  return std::hash<T>()(value);
}
size_t HashOf(const iceberg::Decimal& value) {
  return Combine(HashOf(static_cast<int64_t>(value.unscaled >> 64)), HashOf(static_cast<int64_t>(value.unscaled)));
}

}  // namespace

size_t HashPartition(const std::vector<iceberg::Value>& partition) {
  size_t hash = partition.size();
  for (const iceberg::Value& value : partition) {
    size_t one = std::visit([](const auto& held) { return HashOf(held); }, value);
    hash = Combine(Combine(hash, value.index()), one);
  }
  return hash;
}

}  // namespace lakeport::ingest

#include "iceberg/murmur3.h"

#include <bit>
#include <cstring>

namespace lakeport::iceberg {
namespace {

static_assert(std::endian::native == std::endian::little, "blocks are read as little-endian numbers");

uint32_t MixBlock(uint32_t block) { return std::rotl(block * 0xcc9e2d51U, 15) * 0x1b873593U; }

uint32_t AddBlock(uint32_t hash, uint32_t block) { return std::rotl(hash ^ MixBlock(block), 13) * 5 + 0xe6546b64U; }

int32_t Finish(uint32_t hash, size_t length) {
  hash ^= static_cast<uint32_t>(length);
  hash = (hash ^ (hash >> 16)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
  return static_cast<int32_t>(hash ^ (hash >> 16));
}

}  // namespace

int32_t Murmur3(std::string_view bytes) {
  uint32_t hash = 0;
  size_t whole = bytes.size() / 4 * 4;
  for (size_t i = 0; i < whole; i += 4) {
    uint32_t block = 0;
    std::memcpy(&block, bytes.data() + i, sizeof(block));
    hash = AddBlock(hash, block);
  }
  if (whole < bytes.size()) {
    uint32_t rest = 0;
    std::memcpy(&rest, bytes.data() + whole, bytes.size() - whole);
    hash ^= MixBlock(rest);
  }
  return Finish(hash, bytes.size());
}

int32_t Murmur3(int64_t value) {
  auto bits = static_cast<uint64_t>(value);
  uint32_t hash = AddBlock(0, static_cast<uint32_t>(bits));
  return Finish(AddBlock(hash, static_cast<uint32_t>(bits >> 32)), sizeof(value));
}

}  // namespace lakeport::iceberg

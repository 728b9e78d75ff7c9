#include "base/uuid.h"

#include <array>
#include <chrono>
#include <cstdint>

#include <fmt/format.h>
#include <sys/random.h>

namespace lakeport {
namespace {

using Bytes = std::array<uint8_t, 16>;

Bytes RandomBytes() {
  Bytes bytes{};
  size_t filled = 0;
  while (filled < bytes.size()) {
    ssize_t got = getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (got > 0) filled += static_cast<size_t>(got);
  }
  return bytes;
}

std::string Format(Bytes bytes, uint8_t version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

}  // namespace

std::string NewUuid4() { return Format(RandomBytes(), 4); }

std::string NewUuid7() {
  using std::chrono::milliseconds;
  auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  auto millis = static_cast<uint64_t>(std::chrono::duration_cast<milliseconds>(since_epoch).count());
  Bytes bytes = RandomBytes();
  for (int i = 0; i < 6; ++i) bytes[static_cast<size_t>(i)] = static_cast<uint8_t>(millis >> (8 * (5 - i)));
  return Format(bytes, 7);
}

bool IsUuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (dash ? text[i] != '-' : !hex) return false;
  }
  return true;
}

}  // namespace lakeport

#include "base/uuid.h"

#include <algorithm>
#include <array>
#include <atomic>
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

// A millisecond has 2^12 ticks: as much of it as an identifier has room for before its random part.
constexpr int kTickBits = 12;

uint64_t TickNow() {
  auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  auto nanos = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count());
  constexpr uint64_t kNanosInMilli = 1'000'000;
  return ((nanos / kNanosInMilli) << kTickBits) | (((nanos % kNanosInMilli) << kTickBits) / kNanosInMilli);
}

// Later than every tick given before in this process, whatever the clock does.
uint64_t NextTick() {
  static std::atomic<uint64_t> last = 0;
  uint64_t before = last.load(), tick = 0;
  do {
    tick = std::max(TickNow(), before + 1);
  } while (!last.compare_exchange_weak(before, tick));
  return tick;
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
  uint64_t tick = NextTick();
  uint64_t millis = tick >> kTickBits, fraction = tick & ((1u << kTickBits) - 1);
  Bytes bytes = RandomBytes();
  for (int i = 0; i < 6; ++i) bytes[static_cast<size_t>(i)] = static_cast<uint8_t>(millis >> (8 * (5 - i)));
  bytes[6] = static_cast<uint8_t>(fraction >> 8);
  bytes[7] = static_cast<uint8_t>(fraction);
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

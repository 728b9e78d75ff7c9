#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "storage/testing/memory_file_io.h"

namespace lakeport::fuzz {

// Ends the process when a reader has broken a promise, which libFuzzer and the tests take for a crash.
inline void Require(bool promise, const char* what) {
  if (promise) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

// Bytes that choose, in front of the bytes to be read.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  // The next byte, as a number below `count`; 0 when there is none.
  size_t Choose(size_t count) {
    if (bytes_.empty()) return 0;
    auto chosen = static_cast<unsigned char>(bytes_.front()) % count;
    bytes_.remove_prefix(1);
    return chosen;
  }
  // What is before the next `end`, or everything.
  std::string_view TakeUntil(char end) {
    auto text = bytes_.substr(0, bytes_.find(end));
    bytes_.remove_prefix(text.size() == bytes_.size() ? text.size() : text.size() + 1);
    return text;
  }
  std::string_view rest() const { return bytes_; }

 private:
  std::string_view bytes_;
};

inline Location LocationOf(const std::string& name) { return Location::Parse("/memory/" + name).value(); }

inline std::unique_ptr<storage::InputFile> FileOf(std::string_view bytes, const std::string& name = "file") {
  return std::make_unique<storage::MemoryInputFile>(LocationOf(name), std::string(bytes));
}

}  // namespace lakeport::fuzz

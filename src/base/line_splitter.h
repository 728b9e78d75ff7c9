#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace lakeport {

// Cuts a stream of bytes into lines, holding at most `max_bytes` of it. For one thread.
class LineSplitter {
 public:
  using Sink = std::function<void(std::string_view line)>;
  explicit LineSplitter(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Hands each line that `bytes` ends to the sink, without its line end; what a line has beyond `max_bytes` is dropped.
  void Feed(std::string_view bytes, const Sink& sink);
  // Hands over the last line, if it had no line end.
  void Finish(const Sink& sink);

 private:
  void Keep(std::string_view part);

  const size_t max_bytes_;
  std::string open_;
};

}  // namespace lakeport

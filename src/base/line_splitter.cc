#include "base/line_splitter.h"

#include <algorithm>

namespace lakeport {

void LineSplitter::Keep(std::string_view part) {
  open_ += part.substr(0, max_bytes_ - std::min(max_bytes_, open_.size()));
}

void LineSplitter::Feed(std::string_view bytes, const Sink& sink) {
  for (size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    Keep(bytes.substr(0, end));
    bytes.remove_prefix(end + 1);
    sink(open_);
    open_.clear();
  }
  Keep(bytes);
}

void LineSplitter::Finish(const Sink& sink) {
  if (!open_.empty()) sink(open_);
  open_.clear();
}

}  // namespace lakeport

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/serde/byte_source.h"
#include "formats/serde/field.h"

namespace lakeport::formats {

struct LineOptions {
  int64_t begin = 0;  // a line belongs to the bytes that its first one is in; the source starts at begin - 1, or at 0
  int64_t end = std::numeric_limits<int64_t>::max();
  size_t skip_first = 0;  // lines at the beginning, when `begin` is 0
  size_t skip_last = 0;   // lines at the source's end
};

// Lines as Hadoop's TextInputFormat takes them: "\n", "\r\n" and a "\r" alone end one; a UTF-8 byte-order mark at the
// very beginning is left out. For one thread.
class LineReader {
 public:
  // No line is longer than this.
  static constexpr size_t kMaxLine = size_t{128} << 20;

  LineReader(std::unique_ptr<ByteSource> source, const LineOptions& options);

  // The next lines, at most `count`; none only at the end. Valid until the next call.
  Result<Lines> Next(size_t count);
  // Where the first line that is not yet given begins, in the source's bytes.
  int64_t position() const {
    return buffer_offset_ + static_cast<int64_t>(given_ == lines_.size() ? scanned_ : StartOf(given_));
  }

 private:
  size_t StartOf(size_t line) const { return static_cast<size_t>(lines_[line].data() - buffer_.data()); }
  bool HasEnough(size_t count) const { return lines_.size() - given_ >= count + options_.skip_last; }
  Status Start();
  Status ReadMore();
  void DropGiven();
  void Grow();
  void Scan(size_t from);
  void ScanMixed(size_t from);
  void AddLine(size_t begin, size_t end, size_t next);
  void EndOfSource();

  std::unique_ptr<ByteSource> source_;
  LineOptions options_;
  std::vector<char> buffer_;
  size_t filled_ = 0;          // bytes in the buffer
  size_t scanned_ = 0;         // of which so many belong to whole lines
  int64_t buffer_offset_ = 0;  // where the buffer lies in the file
  std::vector<std::string_view> lines_;
  size_t given_ = 0;  // of lines_
  bool started_ = false;
  bool at_end_ = false;
};

}  // namespace lakeport::formats

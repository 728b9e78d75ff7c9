#include "formats/serde/line_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace lakeport::formats {
namespace {

constexpr size_t kBufferSize = 1 << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source, const LineOptions& options)
    : source_(std::move(source)),
      options_(options),
      buffer_(kBufferSize),
      buffer_offset_(options.begin > 0 ? options.begin - 1 : 0) {}

Result<Lines> LineReader::Next(size_t count) {
  DropGiven();
  if (!started_) LP_TRY(Start());
  while (!at_end_ && !HasEnough(count)) {
    // What is there goes first: lines need not be moved for the sake of a full batch.
    if (HasEnough(1)) break;
    LP_TRY(ReadMore());
  }
  size_t held = at_end_ ? 0 : options_.skip_last;
  size_t ready = lines_.size() - std::min(lines_.size(), held);
  given_ = std::min(count, ready);
  return Lines(lines_.data(), given_);
}

// A line that began before `begin` is another part's; its rest is passed over.
Status LineReader::Start() {
  started_ = true;
  size_t unwanted = options_.begin > 0 ? 1 : options_.skip_first;
  while (unwanted > 0 || lines_.empty()) {
    if (lines_.empty() && at_end_) return Ok();
    if (lines_.empty()) LP_TRY(ReadMore());
    given_ = std::min(unwanted, lines_.size());
    unwanted -= given_;
    DropGiven();
  }
  return Ok();
}

void LineReader::DropGiven() {
  lines_.erase(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(given_));
  given_ = 0;
}

// Moves what is not yet given to the buffer's front and puts new bytes and their lines behind it.
Status LineReader::ReadMore() {
  size_t keep = lines_.empty() ? scanned_ : StartOf(0);
  std::memmove(buffer_.data(), buffer_.data() + keep, filled_ - keep);
  for (auto& line : lines_) line = {line.data() - keep, line.size()};
  filled_ -= keep;
  scanned_ -= keep;
  buffer_offset_ += static_cast<int64_t>(keep);
  if (filled_ > kMaxLine) return CorruptData("a line of more than {} bytes at byte {}", kMaxLine, buffer_offset_);
  if (buffer_.size() - filled_ < kBufferSize / 2) Grow();
  LP_ASSIGN(size_t count, source_->Read(buffer_.data() + filled_, buffer_.size() - filled_));
  size_t from = filled_;
  filled_ += count;
  bool at_front = buffer_offset_ == 0 && scanned_ == 0 && lines_.empty();
  if (at_front && options_.begin == 0 && std::string_view(buffer_.data(), filled_).starts_with(kByteOrderMark)) {
    scanned_ = kByteOrderMark.size();
    from = std::max(from, scanned_);
  }
  if (count == 0) {
    EndOfSource();
  } else {
    Scan(std::max(from, scanned_));
  }
  return Ok();
}

void LineReader::Grow() {
  std::vector<char> larger(buffer_.size() * 2);
  std::memcpy(larger.data(), buffer_.data(), filled_);
  for (auto& line : lines_) line = {larger.data() + (line.data() - buffer_.data()), line.size()};
  buffer_ = std::move(larger);
}

void LineReader::AddLine(size_t begin, size_t end, size_t next) {
  if (buffer_offset_ + static_cast<int64_t>(begin) >= options_.end) {
    at_end_ = true;
    return;
  }
  lines_.emplace_back(buffer_.data() + begin, end - begin);
  scanned_ = next;
}

// Finds the lines that end behind `from`: what lies before has no line's end in it.
void LineReader::Scan(size_t from) {
  const char* data = buffer_.data();
  size_t first = from > scanned_ ? from - 1 : from;  // a "\r" may have been the last byte
  if (std::memchr(data + first, '\r', filled_ - first) != nullptr) return ScanMixed(first);
  while (!at_end_) {
    const void* found = std::memchr(data + from, '\n', filled_ - from);
    if (found == nullptr) return;
    auto end = static_cast<size_t>(static_cast<const char*>(found) - data);
    AddLine(scanned_, end, end + 1);
    from = end + 1;
  }
}

void LineReader::ScanMixed(size_t from) {
  const char* data = buffer_.data();
  for (size_t i = from; i < filled_ && !at_end_; ++i) {
    if (data[i] != '\n' && data[i] != '\r') continue;
    bool pair = data[i] == '\r' && i + 1 < filled_ && data[i + 1] == '\n';
    if (data[i] == '\r' && i + 1 == filled_) return;  // what follows is not known yet
    size_t next = pair ? i + 2 : i + 1;
    AddLine(scanned_, i, next);
    i = next - 1;
  }
}

void LineReader::EndOfSource() {
  if (scanned_ < filled_) {
    size_t end = buffer_[filled_ - 1] == '\r' ? filled_ - 1 : filled_;
    AddLine(scanned_, end, filled_);
  }
  at_end_ = true;
  lines_.resize(lines_.size() - std::min(lines_.size(), options_.skip_last));
}

}  // namespace lakeport::formats

#include "server/job_log.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>

namespace lakeport::server {
namespace {

constexpr int64_t kPiece = 64 << 10;       // bytes read at a time
constexpr int64_t kLongestLine = 1 << 20;  // bytes; a longer one is sent in pieces

int64_t SizeOf(const std::string& path) {
  std::error_code error;
  auto size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<int64_t>(size);
}

int64_t StartAt(int64_t offset, int64_t size) {
  return offset < 0 ? std::max<int64_t>(0, size + offset) : std::min(offset, size);
}

std::string ReadBytes(const std::string& path, int64_t offset, int64_t length) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(static_cast<size_t>(length), '\0');
  if (!file.seekg(offset)) return {};
  file.read(bytes.data(), length);
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

// Bytes [offset, end) of a file, piece by piece.
class FileBytes final : public BodyStream {
 public:
  FileBytes(std::string path, int64_t offset, int64_t end) : path_(std::move(path)), offset_(offset), end_(end) {}

  std::optional<std::string> Next() override {
    if (offset_ >= end_) return std::nullopt;
    std::string bytes = ReadBytes(path_, offset_, std::min(kPiece, end_ - offset_));
    if (bytes.empty()) return std::nullopt;
    offset_ += static_cast<int64_t>(bytes.size());
    return bytes;
  }

 private:
  std::string path_;
  int64_t offset_;
  int64_t end_;
};

class LogEvents final : public EventStream {
 public:
  LogEvents(queue::JobStore& store, std::string id, std::string path, int64_t offset)
      : store_(store), id_(std::move(id)), path_(std::move(path)), offset_(StartAt(offset, SizeOf(path_))) {}

  std::optional<std::string> Next() override {
    if (ended_) return std::nullopt;
    // Asked before the file is read: what is written before the job's end is then surely read.
    auto job = store_.Get(id_);
    bool over = job.ok() ? queue::IsFinal(job->state) : !IsRetryable(job.error().kind());
    std::string text = ReadBytes(path_, offset_, kLongestLine);
    bool all = static_cast<int64_t>(text.size()) < kLongestLine;
    if (!(over && all)) KeepWholeLines(text);
    std::string out;
    if (!text.empty()) {
      int64_t begin = offset_;
      offset_ += static_cast<int64_t>(text.size());
      out = Event(Json{{"event", "log"}, {"offset", begin}, {"text", text}}, std::to_string(offset_));
    }
    if (over && all) {
      out += Event(Json{{"event", "end"}});
      ended_ = true;
    }
    return out;
  }

 private:
  static void KeepWholeLines(std::string& text) {
    auto last = text.rfind('\n');
    if (last != std::string::npos) {
      text.resize(last + 1);
    } else if (static_cast<int64_t>(text.size()) < kLongestLine) {
      text.clear();
    }
  }

  queue::JobStore& store_;
  const std::string id_;
  const std::string path_;
  int64_t offset_;
  bool ended_ = false;
};

}  // namespace

Response GetLogText(const std::string& path, int64_t offset, int64_t limit) {
  int64_t size = SizeOf(path);
  int64_t begin = StartAt(offset, size);
  int64_t end = limit == 0 ? size : std::min(size, begin + std::min(limit, size));
  Response response;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"Lakeport-Log-Size", std::to_string(size)},
                      {"Lakeport-Log-Next", std::to_string(end)}};
  response.stream = std::make_unique<FileBytes>(path, begin, end);
  return response;
}

std::unique_ptr<EventStream> FollowLog(queue::JobStore& store, std::string id, std::string path, int64_t offset) {
  return std::make_unique<LogEvents>(store, std::move(id), std::move(path), offset);
}

}  // namespace lakeport::server

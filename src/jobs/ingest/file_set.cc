#include "jobs/ingest/file_set.h"

#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace lakeport::ingest {
namespace {

constexpr size_t kHexDigits = 16;

// Takes a number from the front of `text`, and the character after it unless that is '\0'.
template <typename T>
bool Take(std::string_view& text, int base, char after, T& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (after == '\0') return true;
  if (text.empty() || text.front() != after) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

// FNV-1a, mixed, so that sums of hashes tell sets apart.
uint64_t StableHash(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return hash ^ (hash >> 31);
}

void FileSet::Add(const SourceFile& file) {
  files_ += 1;
  bytes_ += file.info.size;
  parts_.at(PartOf(file)) +=
      StableHash(fmt::format("{}\n{}\n{}\n{}{}", file.info.location.ToString(), file.info.size,
                             ToMillis(file.info.modified), file.partition->path, file.partition->version));
}

size_t FileSet::PartOf(const SourceFile& file) {
  const std::string& partition = file.partition->path;
  return StableHash(partition.empty() ? file.info.location.ToString() : partition) % kParts;
}

std::string FileSet::ToString() const {
  std::string text = fmt::format("{}:{}:", files_, bytes_);
  for (uint64_t part : parts_) text += fmt::format("{:016x}", part);
  return text;
}

std::optional<FileSet> FileSet::Parse(const std::string& text) {
  FileSet set;
  std::string_view rest = text;
  if (!Take(rest, 10, ':', set.files_) || !Take(rest, 10, ':', set.bytes_)) return std::nullopt;
  if (rest.size() != kParts * kHexDigits) return std::nullopt;
  for (uint64_t& part : set.parts_) {
    std::string_view digits = rest.substr(0, kHexDigits);
    rest.remove_prefix(kHexDigits);
    if (!Take(digits, 16, '\0', part) || !digits.empty()) return std::nullopt;
  }
  return set;
}

std::string OwnSet::ToString() const { return fmt::format("{}:{:016x}", files, hash); }

std::optional<OwnSet> OwnSet::Parse(const std::string& text) {
  OwnSet set;
  std::string_view rest = text;
  bool whole = Take(rest, 10, ':', set.files) && Take(rest, 16, '\0', set.hash) && rest.empty();
  return whole ? std::optional(set) : std::nullopt;
}

}  // namespace lakeport::ingest

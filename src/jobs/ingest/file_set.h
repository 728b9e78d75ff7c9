#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jobs/ingest/footer_reader.h"

namespace lakeport::ingest {

// The same for the same bytes in every process, today and in years.
uint64_t StableHash(std::string_view bytes);

// Which source files there were, and which version of each, whatever their order: two listings of a table that did not
// change have equal ones. It is kept with the table, in some hundred bytes, and tells later in which part of the table
// something changed: a part is a share of the partitions, or of the files of an unpartitioned table.
class FileSet {
 public:
  static constexpr size_t kParts = 64;

  void Add(const SourceFile& file);
  int64_t files() const { return files_; }

  static size_t PartOf(const SourceFile& file);
  bool SamePart(const FileSet& other, size_t part) const { return parts_.at(part) == other.parts_.at(part); }

  std::string ToString() const;                                  // "2:1024:" and 1,024 hexadecimal digits
  static std::optional<FileSet> Parse(const std::string& text);  // nullopt for anything else
  friend bool operator==(const FileSet&, const FileSet&) = default;

 private:
  int64_t files_ = 0;
  int64_t bytes_ = 0;
  std::array<uint64_t, kParts> parts_{};
};

// Which data files of a table are the job's own, whatever their order: their number and a sum over their paths.
struct OwnSet {
  int64_t files = 0;
  uint64_t hash = 0;

  void Add(std::string_view path) { files += 1, hash += StableHash(path); }
  void Add(const OwnSet& other) { files += other.files, hash += other.hash; }
  void Remove(std::string_view path) { files -= 1, hash -= StableHash(path); }

  std::string ToString() const;  // "2:0123456789abcdef"
  static std::optional<OwnSet> Parse(const std::string& text);
  friend bool operator==(const OwnSet&, const OwnSet&) = default;
};

}  // namespace lakeport::ingest

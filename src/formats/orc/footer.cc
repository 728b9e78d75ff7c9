#include "formats/orc/footer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/file_column.h"
#include "formats/orc/column.h"
#include "formats/orc/tail.h"

namespace lakeport::formats {
namespace {

constexpr int kMaxDepth = 100;
constexpr int kMaxTypes = 100'000;
constexpr std::array<std::string_view, 6> kWriters = {"ORC Java",      "ORC C++", "Presto",
                                                      "Scritchley Go", "Trino",   "cuDF"};

constexpr uint32_t kGregorianCalendar = 2;  // Footer.calendar

// Iceberg's own writers count by the Gregorian calendar and say nothing of it.
bool IsJulian(const orc_metadata::Footer& footer) {
  bool by_iceberg = std::any_of(footer.types().begin(), footer.types().end(), [](const orc_metadata::Type& type) {
    return FindOrcNumber(type, "iceberg.id").has_value();
  });
  return !by_iceberg && footer.calendar() != kGregorianCalendar;
}

// Turns the flat list of types, each of which names its children by their place in the list, into columns.
class ColumnReader {
 public:
  explicit ColumnReader(const orc_metadata::Footer& footer) : footer_(footer), is_julian_(IsJulian(footer)) {}

  // The type that comes next, and all below it. `repeated`: within a list or a map.
  Result<FileColumn> Read(int depth, bool repeated) {
    if (depth > kMaxDepth) return Unsupported("the ORC types are nested more than {} deep", kMaxDepth);
    int id = next_++;
    const auto& type = footer_.types(id);
    LP_ASSIGN(auto column, ReadByKind(type, depth, repeated));
    column.field_id = FindOrcNumber(type, "iceberg.id");
    column.required = FindOrcAttribute(type, "iceberg.required") == "true";
    if (id < footer_.statistics_size()) {
      FillOrcStatistics(footer_.statistics(id), static_cast<int64_t>(footer_.row_count()), repeated, &column);
    }
    return column;
  }

 private:
  Result<FileColumn> ReadByKind(const orc_metadata::Type& type, int depth, bool repeated) {
    auto kind = static_cast<OrcKind>(type.kind());
    bool in_container = repeated || kind == OrcKind::kList || kind == OrcKind::kMap;
    std::vector<FileColumn> children;
    for (auto subtype : type.subtypes()) {
      if (next_ >= footer_.types_size() || subtype != static_cast<uint32_t>(next_)) {
        return CorruptData("the ORC types don't make a tree: number {} follows {}", subtype, next_ - 1);
      }
      LP_ASSIGN(auto child, Read(depth + 1, in_container));
      children.push_back(std::move(child));
    }
    return Assemble(type, kind, std::move(children));
  }

  Result<FileColumn> Assemble(const orc_metadata::Type& type, OrcKind kind, std::vector<FileColumn> children) const {
    auto physical = DescribeOrcType(type);
    switch (kind) {
      case OrcKind::kStruct:
        if (type.field_names_size() != type.subtypes_size()) return CorruptData("an ORC struct has unnamed members");
        for (size_t i = 0; i < children.size(); ++i) children[i].name = type.field_names(static_cast<int>(i));
        return StructColumn(std::move(children), std::move(physical));
      case OrcKind::kList:
        if (children.size() != 1) return CorruptData("an ORC list has {} element types", children.size());
        return ListColumn(std::move(children[0]), std::move(physical));
      case OrcKind::kMap:
        if (children.size() != 2) return CorruptData("an ORC map has {} types", children.size());
        return MapColumn(std::move(children[0]), std::move(children[1]), std::move(physical));
      default: break;
    }
    if (is_julian_ && (kind == OrcKind::kDate || kind == OrcKind::kTimestamp)) physical += kJulian;
    auto column = UnreadableColumn(std::move(physical));
    column.type = OrcLeafType(type);
    return column;
  }

  const orc_metadata::Footer& footer_;
  bool is_julian_;
  int next_ = 0;
};

std::string DescribeWriter(const orc_metadata::Footer& footer) {
  auto name = footer.writer() < kWriters.size() ? kWriters[footer.writer()] : "ORC writer of an unknown kind";
  if (!footer.has_software_version()) return std::string(name);
  return fmt::format("{} {}", name, Printable(footer.software_version()));
}

// The stripes' offsets, once they are known to lie in the file and to hold the rows that the footer counts.
Result<std::vector<int64_t>> ReadStripes(const orc_metadata::Footer& footer, int64_t file_size) {
  std::vector<int64_t> offsets;
  uint64_t rows = 0;
  auto end_of_file = static_cast<uint64_t>(file_size);
  for (const auto& stripe : footer.stripes()) {
    uint64_t end = stripe.offset();
    bool overflow = __builtin_add_overflow(end, stripe.index_length(), &end) ||
                    __builtin_add_overflow(end, stripe.data_length(), &end) ||
                    __builtin_add_overflow(end, stripe.footer_length(), &end) ||
                    __builtin_add_overflow(rows, stripe.row_count(), &rows);
    if (overflow || end > end_of_file) {
      return CorruptData("an ORC stripe at offset {} reaches past the file's end at {}", stripe.offset(), file_size);
    }
    offsets.push_back(static_cast<int64_t>(stripe.offset()));
  }
  if (rows != footer.row_count() || rows > static_cast<uint64_t>(INT64_MAX)) {
    return CorruptData("the ORC file claims {} rows, its stripes {}", footer.row_count(), rows);
  }
  std::sort(offsets.begin(), offsets.end());
  return offsets;
}

}  // namespace

Result<FileFooter> ReadOrcFooter(const storage::InputFile& file) {
  LP_ASSIGN(auto tail, ReadOrcTail(file));
  FileFooter footer;
  footer.format = iceberg::FileFormat::kOrc;
  footer.writer = DescribeWriter(tail);
  LP_ASSIGN(footer.split_offsets, ReadStripes(tail, file.size()));
  footer.record_count = static_cast<int64_t>(tail.row_count());
  if (tail.types_size() > kMaxTypes) return Unsupported("the ORC file has more than {} columns", kMaxTypes);
  if (tail.types(0).kind() != static_cast<uint32_t>(OrcKind::kStruct)) {
    return Unsupported("the ORC file holds {} instead of a struct", DescribeOrcType(tail.types(0)));
  }
  LP_ASSIGN(auto root, ColumnReader(tail).Read(0, false));
  footer.columns = std::move(root.children);
  return footer;
}

}  // namespace lakeport::formats

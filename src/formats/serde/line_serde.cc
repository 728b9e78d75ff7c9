#include "formats/serde/line_serde.h"

#include <algorithm>
#include <array>
#include <utility>

#include "formats/rows/prepare_arrow.h"
#include "formats/rows/projected_reader.h"
#include "formats/serde/hive_column.h"
#include "formats/serde/java_text.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

constexpr size_t kMostFooterLines = 100;  // Hive's hive.file.max.footer

constexpr std::array<std::string_view, 3> kUtf8Names = {"utf-8", "utf8", "us-ascii"};
constexpr std::array<std::string_view, 5> kLatin1Names = {"iso-8859-1", "iso8859-1", "iso8859_1", "iso_8859-1",
                                                          "latin1"};

template <size_t kCount>
bool IsAmong(const std::array<std::string_view, kCount>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Lines in UTF-8 of lines in ISO-8859-1.
class Latin1Splitter final : public RowSplitter {
 public:
  explicit Latin1Splitter(std::unique_ptr<RowSplitter> splitter) : splitter_(std::move(splitter)) {}

  Status Split(Lines lines, std::vector<std::vector<Field>>* columns) override {
    text_.clear();
    std::vector<size_t> ends;
    for (auto line : lines) {
      AppendLatin1(line, &text_);
      ends.push_back(text_.size());
    }
    std::vector<std::string_view> converted;
    size_t begin = 0;
    for (size_t end : ends) {
      converted.push_back(std::string_view(text_).substr(begin, end - begin));
      begin = end;
    }
    return splitter_->Split(converted, columns);
  }

 private:
  std::unique_ptr<RowSplitter> splitter_;
  std::string text_;
};

}  // namespace

Status LineSerde::Init(const SerdeDescription& description, const SerdeProperties& properties) {
  LP_ASSIGN(header_lines_, properties.GetCount("skip.header.line.count"));
  LP_ASSIGN(footer_lines_, properties.GetCount("skip.footer.line.count"));
  if (footer_lines_ > kMostFooterLines) {
    return InvalidArgument("skip.footer.line.count is {}; Hive takes no more than {}", footer_lines_, kMostFooterLines);
  }
  auto encoding = hive::LowerName(properties.Get("serialization.encoding", kUtf8Names[0]));
  latin1_ = IsAmong(kLatin1Names, encoding);
  if (!latin1_ && !IsAmong(kUtf8Names, encoding)) {
    return Unsupported("serialization.encoding {} of {}: use the spark executor", encoding, description.serde);
  }
  for (const auto& column : description.columns) {
    LP_ASSIGN(auto type, hive::ParseHiveType(column.type), "reading the type of column \"{}\"", column.name);
    columns_.push_back(HiveColumn(hive::LowerName(column.name), type));
    types_.push_back(std::move(type));
  }
  return Ok();
}

void LineSerde::MakeAllStrings() {
  for (size_t i = 0; i < types_.size(); ++i) {
    types_[i] = {.kind = hive::HiveKind::kString};
    columns_[i] = HiveColumn(columns_[i].name, types_[i]);
  }
}

bool LineSerde::IsSplittable(std::string_view file_name) const {
  auto compression = CompressionOf(file_name);
  return footer_lines_ == 0 && compression.ok() && *compression == Compression::kNone;
}

Result<std::unique_ptr<RowReader>> LineSerde::Open(std::shared_ptr<const storage::InputFile> file,
                                                   RowReaderOptions options, FileRange range) const {
  auto location = file->location().ToString();
  LP_ASSIGN(auto reader, OpenRows(std::move(file), options, range), "opening the rows of {}", location);
  return reader;
}

Result<std::unique_ptr<RowReader>> LineSerde::OpenRows(std::shared_ptr<const storage::InputFile> file,
                                                       const RowReaderOptions& options, FileRange range) const {
  if (options.batch_rows <= 0) return InvalidArgument("a batch of {} rows was asked for", options.batch_rows);
  LP_TRY(PrepareArrow());
  FileFooter footer;
  footer.columns = columns_;
  LP_ASSIGN(auto projection, Projection::Plan(footer, options));
  const auto& wanted = projection.file_columns();
  std::vector<ColumnDecoderPtr> decoders;
  std::vector<std::string> names;
  for (int column : wanted) {
    auto place = static_cast<size_t>(column);
    names.push_back(columns_[place].name);
    LP_ASSIGN(auto decoder, MakeDecoder(place), "column \"{}\"", names.back());
    decoders.push_back(std::move(decoder));
  }
  LP_ASSIGN(auto splitter, MakeSplitter(wanted));
  if (latin1_) splitter = std::make_unique<Latin1Splitter>(std::move(splitter));
  LP_ASSIGN(auto lines, OpenLines(file, range));
  auto source = std::make_unique<LineBatches>(std::move(lines), std::move(splitter), std::move(decoders),
                                              std::move(names), options.batch_rows);
  return MakeProjectedReader(file->location().ToString(), options.schema, std::move(projection), std::move(source),
                             std::nullopt);
}

Result<std::unique_ptr<LineReader>> LineSerde::OpenLines(const std::shared_ptr<const storage::InputFile>& file,
                                                         FileRange range) const {
  auto name = file->location().ToString();
  LP_ASSIGN(auto compression, CompressionOf(name));
  bool whole = range.begin == 0 && range.end >= file->size();
  if (!whole && !IsSplittable(name)) return InvalidArgument("this file can only be read as a whole");
  if (range.begin < 0 || range.end < range.begin) return InvalidArgument("no range: {} to {}", range.begin, range.end);
  LineOptions options{.begin = range.begin, .end = range.end, .skip_first = header_lines_, .skip_last = footer_lines_};
  if (whole) options.end = LineOptions{}.end;
  if (range.begin > 0 && header_lines_ > 0) {
    LP_ASSIGN(int64_t header_end, FindHeaderEnd(file));
    options.begin = std::max(options.begin, header_end);
  }
  auto bytes = ReadBytes(file, options.begin > 0 ? options.begin - 1 : 0);
  return std::make_unique<LineReader>(Expand(compression, std::move(bytes)), options);
}

Result<int64_t> LineSerde::FindHeaderEnd(const std::shared_ptr<const storage::InputFile>& file) const {
  LineReader lines(ReadBytes(file, 0), {.skip_first = header_lines_});
  LP_TRY(lines.Next(0));
  return lines.position();
}

}  // namespace lakeport::formats

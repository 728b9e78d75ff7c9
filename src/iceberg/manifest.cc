#include "iceberg/manifest.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace lakeport::iceberg {
namespace {

constexpr std::pair<std::string_view, FileFormat> kFormats[] = {
    {"AVRO", FileFormat::kAvro},
    {"ORC", FileFormat::kOrc},
    {"PARQUET", FileFormat::kParquet},
    {"PUFFIN", FileFormat::kPuffin},
};

}  // namespace

std::string_view ToString(FileFormat format) { return kFormats[static_cast<size_t>(format)].first; }

Result<FileFormat> ParseFileFormat(const std::string& text) {
  std::string upper = text;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  for (const auto& [name, format] : kFormats) {
    if (name == upper) return format;
  }
  return CorruptData("the file format \"{}\" is not known", text);
}

}  // namespace lakeport::iceberg

#include "formats/footer.h"

#include "formats/orc/footer.h"
#include "formats/parquet/footer.h"

namespace lakeport::formats {
namespace {

Result<FileFooter> ReadByFormat(iceberg::FileFormat format, const storage::InputFile& file) {
  switch (format) {
    case iceberg::FileFormat::kParquet: return ReadParquetFooter(file);
    case iceberg::FileFormat::kOrc: return ReadOrcFooter(file);
    default: return Unsupported("only Parquet and ORC files have a footer that is read here");
  }
}

}  // namespace

Result<FileFooter> ReadFooter(iceberg::FileFormat format, const storage::InputFile& file) {
  LP_ASSIGN(auto footer, ReadByFormat(format, file), "reading the footer of {}", file.location().ToString());
  return footer;
}

}  // namespace lakeport::formats
